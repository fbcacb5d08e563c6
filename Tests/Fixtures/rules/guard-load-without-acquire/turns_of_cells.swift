// origin: own; a bounded queue whose cells say by a number whose turn it is, asked for with two
// comparisons
// orders: FILLED = release relaxed; SEE = acquire relaxed
import Synchronization

struct Cell: ~Copyable {
  let turn: Atomic<Int>
  let item: UnsafeMutablePointer<Int>

  init(index: Int) {
    turn = Atomic(index)
    item = .allocate(capacity: 1)
  }
}

final class Queue: @unchecked Sendable {
  private let cells: UnsafeMutablePointer<Cell>
  private let mask: Int
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)

  init(capacity: Int) {
    mask = capacity - 1
    cells = .allocate(capacity: capacity)
    for index in 0..<capacity { (cells + index).initialize(to: Cell(index: index)) }
  }

  func put(_ item: Int) -> Bool {
    var place = tail.load(ordering: .relaxed)
    while true {
      let index = place & mask
      let late = cells[index].turn.load(ordering: .acquiring) - place
      if late < 0 { return false }
      if late > 0 {
        place = tail.load(ordering: .relaxed)
        continue
      }
      let claim = tail.weakCompareExchange(
        expected: place, desired: place + 1, ordering: .relaxed)
      guard claim.exchanged else {
        place = claim.original
        continue
      }
      cells[index].item.initialize(to: item)
      cells[index].turn.store(place + 1, ordering: FILLED)  // expect[FILLED=relaxed]: publish-without-release
      return true
    }
  }

  func take() -> Int? {
    var place = head.load(ordering: .relaxed)
    while true {
      let index = place & mask
      let turn = cells[index].turn.load(ordering: SEE)  // expect[SEE=relaxed]: guard-load-without-acquire
      if turn < place + 1 { return nil }
      if turn > place + 1 {
        place = head.load(ordering: .relaxed)
        continue
      }
      let claim = head.weakCompareExchange(
        expected: place, desired: place + 1, ordering: .relaxed)
      guard claim.exchanged else {
        place = claim.original
        continue
      }
      let item = cells[index].item.move()
      cells[index].turn.store(place + mask + 1, ordering: .releasing)
      return item
    }
  }
}
