// origin: own; a state that others leave in one step is tested and set in two
import Synchronization

final class Door: Sendable {
  private let state = Atomic<Int>(0)
  private let opened = Atomic<Int>(0)

  func open() {
    guard state.load(ordering: .acquiring) == 0 else { return }
    state.store(1, ordering: .releasing)  // expect: load-store-not-rmw "'state' is read, changed and stored"
    opened.add(1, ordering: .relaxed)
  }

  func close() -> Bool {
    state.compareExchange(expected: 1, desired: 0, ordering: .acquiringAndReleasing).exchanged
  }

  func seal() -> Bool {
    state.exchange(2, ordering: .acquiringAndReleasing) != 2
  }
}
