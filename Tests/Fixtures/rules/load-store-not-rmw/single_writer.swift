// origin: a ring's indices have one writer each; a clock has one, whoever reads it
// expect: nothing
import Synchronization

final class Ring: Sendable {
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  private let ticks = Atomic<Int>(0)

  func consumed() { head.store(head.load(ordering: .relaxed) &+ 1, ordering: .releasing) }
  func produced() { tail.store(tail.load(ordering: .relaxed) &+ 1, ordering: .releasing) }
  func tick() { ticks.store(ticks.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }
  var now: Int { ticks.load(ordering: .relaxed) }
}
