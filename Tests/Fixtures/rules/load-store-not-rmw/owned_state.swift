// origin: own; who has brought about a state leaves it alone, and what is set anyhow overwrites
// nothing that counts
// expect: nothing
import Synchronization

final class Press: Sendable {
  private let state = Atomic<Int>(0)

  func start() -> Bool {
    state.compareExchange(expected: 0, desired: 1, ordering: .acquiringAndReleasing).exchanged
  }

  func pause() {
    if state.load(ordering: .acquiring) == 1 { state.store(2, ordering: .releasing) }
  }

  func stop() {
    if state.load(ordering: .relaxed) == 2 { state.store(0, ordering: .releasing) }
  }
}

final class Bell: Sendable {
  private let rung = Atomic<Bool>(false)
  private let rings = Atomic<Int>(0)

  func ring() -> Bool {
    rung.exchange(true, ordering: .acquiringAndReleasing)
  }

  func answer() {
    if rung.load(ordering: .acquiring) {
      rings.add(1, ordering: .relaxed)
    }
    rung.store(false, ordering: .releasing)
  }
}
