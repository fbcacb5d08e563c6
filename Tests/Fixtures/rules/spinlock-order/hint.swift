// origin: nobody can tell whether the "lock" was taken, so it protects nothing
// expect: nothing
import Synchronization

final class Panel: Sendable {
  private let isLocked = Atomic<Bool>(false)
  func lock() { _ = isLocked.exchange(true, ordering: .relaxed) }
  func lockOnce() { if isLocked.exchange(true, ordering: .relaxed) { return } }
  func unlock() { isLocked.store(false, ordering: .relaxed) }
}
