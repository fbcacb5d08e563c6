// origin: tables that grow
// A count that includes an element before it is written: no order can mend that.
import Foundation
import Synchronization

final class Table: @unchecked Sendable {
  private let lock = NSLock()
  private let count = Atomic<Int>(0)
  private let entries = UnsafeMutablePointer<Int>.allocate(capacity: 64)

  func insert(_ value: Int) {
    lock.lock()
    let index = count.wrappingAdd(1, ordering: .releasing).oldValue  // expect: publish-without-release "counts"
    entries[index] = value
    lock.unlock()
  }

  func value(at index: Int) -> Int? {
    guard index < count.load(ordering: .acquiring) else { return nil }
    return entries[index]
  }
}
