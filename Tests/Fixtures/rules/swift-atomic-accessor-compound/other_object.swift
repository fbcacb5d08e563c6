// origin: own; a position that one worker moves, beside a cursor of the same class that many move
// expect: nothing
import Atomics

public final class Sequence: Sendable {
  private let counter: ManagedAtomic<Int64>

  init(_ value: Int64) { counter = ManagedAtomic<Int64>(value) }

  var value: Int64 {
    get { counter.load(ordering: .sequentiallyConsistent) }
    set { counter.store(newValue, ordering: .sequentiallyConsistent) }
  }

  func replace(_ expected: Int64, with desired: Int64) -> Bool {
    counter.compareExchange(
      expected: expected, desired: desired, ordering: .sequentiallyConsistent
    ).exchanged
  }

  func advance(by step: Int64) -> Int64 {
    while true {
      let current = value
      if replace(current, with: current + step) { return current + step }
    }
  }
}

final class Claimer: Sendable {
  private let cursor = Sequence(-1)

  func next() -> Int64 { cursor.advance(by: 1) }
}

final class Worker: Sendable {
  let position = Sequence(-1)

  func step() { position.value += 1 }
}
