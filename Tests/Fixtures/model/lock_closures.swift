// A function that only runs the closure it is given runs it in place: it sees the variables around it.
// run: holds
// replace "locked.store(false, ordering: .releasing)" "locked.store(false, ordering: .relaxed)": fails dataRace
// replace "try body(&value)" "keep(body)": unsupported
import Synchronization

struct Spin: ~Copyable {
  private let locked = Atomic<Bool>(false)
  borrowing func locking<R>(_ body: () throws -> R) rethrows -> R {
    while locked.exchange(true, ordering: .acquiring) {}
    defer { locked.store(false, ordering: .releasing) }
    return try body()
  }
}
final class Box: @unchecked Sendable {
  private let spin = Spin()
  private var value = 1
  func update(_ body: (inout Int) throws -> Int) rethrows -> Int {
    try spin.locking { try body(&value) }
  }
  func keep(_ body: (inout Int) throws -> Int) -> Int { 0 }
}
let box = Box()
// orderlint:repeat 2
func add(_ number: Int) {
  var seen = 0
  let new = box.update { value in
    seen = value
    value += number + 1
    return value
  }
  precondition(new == seen + number + 1)
}
// orderlint:final
func check() { precondition(box.update { $0 } == 4) }
