// origin: a lock of one's own that runs what it is given
// expect: nothing
import Synchronization

final class SpinLock: Sendable {
  private let state = Atomic<Bool>(false)

  func synced<R>(_ body: () -> R) -> R {
    while state.exchange(true, ordering: .acquiring) {}
    defer { state.store(false, ordering: .releasing) }
    return body()
  }
}

final class Cache: @unchecked Sendable {
  private let lock = SpinLock()
  private let isFilled = Atomic<Bool>(false)
  private var count = 0

  func fill() {
    lock.synced {
      count = 42
      isFilled.store(true, ordering: .relaxed)
    }
  }

  func value() -> Int? {
    lock.synced { isFilled.load(ordering: .relaxed) ? count : nil }
  }
}
