// origin: own, SE-0317: the initial value of an `async let` is computed by a task, and waited for
import Synchronization

final class Box: Sendable {
  let flag = Atomic<Bool>(false)
  nonisolated(unsafe) var data = 0
}

private func put(_ box: Box) -> Int {
  box.data = 4
  box.flag.store(true, ordering: .relaxed)  // expect: publish-without-release
  return 1
}

private func get(_ box: Box) -> Int {
  while !box.flag.load(ordering: .acquiring) {}
  return box.data  // note: "read"
}

func both(_ box: Box) async {
  async let first = put(box)
  async let second = get(box)
  print(await (first, second))
}

final class Cell: Sendable {
  let flag = Atomic<Bool>(false)
  nonisolated(unsafe) var data = 0
}

private func fill(_ cell: Cell) -> Int {
  cell.data = 4
  cell.flag.store(true, ordering: .relaxed)
  return 1
}

/// Waits for the task before it looks.
func inOrder() async -> Int {
  let cell = Cell()
  async let first = fill(cell)
  let found = await first
  return cell.flag.load(ordering: .acquiring) ? cell.data : found
}
