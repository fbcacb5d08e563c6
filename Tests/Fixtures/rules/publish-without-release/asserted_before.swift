// origin: own, after an event loop whose writes assert that the channel is open; what is only asserted
// before a flag is set is not what the flag hands over
// expect: nothing
import Synchronization

final class Writes: @unchecked Sendable {
  private var isOpen = true
  private let isWritable = Atomic<Bool>(true)

  func write() {
    assert(isOpen)
    isWritable.store(true, ordering: .relaxed)
  }

  func fill() {
    if isWritable.compareExchange(expected: true, desired: false, ordering: .relaxed).exchanged {
      isOpen = false
    }
  }
}
