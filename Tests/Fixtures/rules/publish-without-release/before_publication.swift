// origin: an initializer and a deinitializer have the object to themselves
// expect: nothing
import Synchronization

final class Channel: Sendable {
  nonisolated(unsafe) var capacity: Int
  let isOpen = Atomic<Bool>(false)

  init(capacity: Int) {
    self.capacity = capacity
    isOpen.store(true, ordering: .relaxed)
  }

  func room() -> Int { isOpen.load(ordering: .acquiring) ? capacity : 0 }

  deinit {
    capacity = 0
    isOpen.store(false, ordering: .relaxed)
  }
}
