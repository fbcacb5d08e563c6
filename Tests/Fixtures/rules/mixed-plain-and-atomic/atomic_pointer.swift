// origin: the state behind a pointer is changed by compare-exchange and looked at plainly
import Foundation

struct State {
  let value: UnsafeMutablePointer<Int32>

  init(_ start: Int32) {
    value = .allocate(capacity: 1)
    value.initialize(to: start)
  }

  func matches(_ expected: Int32) -> Bool {
    value.pointee == expected  // expect: mixed-plain-and-atomic "plain read"
  }

  func advance(from expected: Int32, to next: Int32) -> Bool {
    OSAtomicCompareAndSwap32Barrier(expected, next, value)
  }

  func end() {
    value.deinitialize(count: 1)
    value.deallocate()
  }
}
