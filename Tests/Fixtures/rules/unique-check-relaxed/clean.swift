// origin: the check acquires
// expect: nothing
import Synchronization

final class Storage {
  let refs = Atomic<Int>(1)
  var count = 0

  func release() -> Bool {
    refs.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == 1
  }

  func clear() -> Bool {
    guard refs.load(ordering: .acquiring) == 1 else { return false }
    count = 0
    return true
  }

  var isShared: Bool { refs.load(ordering: .relaxed) != 1 }
}
