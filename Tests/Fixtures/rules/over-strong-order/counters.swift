// origin: own; a counter that is only shown, and one that a test waits for
import Synchronization

final class Metrics: Sendable {
  private let hits = Atomic<Int>(0)
  private let completed = Atomic<Int>(0)

  func hit() {
    hits.wrappingAdd(1, ordering: .sequentiallyConsistent)  // expect: over-strong-order "'hits' only"
  }
  func report() { print(hits.load(ordering: .sequentiallyConsistent)) }  // note: "relaxed is enough here"

  func complete() { completed.wrappingAdd(1, ordering: .acquiringAndReleasing) }
  var count: Int { completed.load(ordering: .acquiring) }
}
