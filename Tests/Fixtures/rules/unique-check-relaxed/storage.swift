// origin: copy on write by hand
import Synchronization

final class Storage {
  let refs = Atomic<Int>(1)
  var values: UnsafeMutablePointer<Int>
  init() { values = .allocate(capacity: 16) }

  func release() {
    if refs.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == 1 {
      values.deallocate()
    }
  }

  func set(_ index: Int, _ value: Int) -> Bool {
    guard refs.load(ordering: .relaxed) == 1 else { return false }  // expect: unique-check-relaxed
    values[index] = value
    return true
  }
}
