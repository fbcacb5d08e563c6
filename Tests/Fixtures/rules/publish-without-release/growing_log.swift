// origin: own; a log that only grows, read by parts
// orders: TELL = release relaxed; SEE = acquire relaxed
import Synchronization

struct Entry {
  var time: Int
  var code: Int
}

final class Log: @unchecked Sendable {
  private let entries: UnsafeMutablePointer<Entry>
  private let capacity: Int
  private let count = Atomic<Int>(0)

  init(capacity: Int) {
    self.capacity = capacity
    entries = .allocate(capacity: capacity)
  }

  func append(_ entry: Entry) {
    let end = count.load(ordering: .relaxed)
    guard end < capacity else { return }
    entries[end] = entry
    count.store(end + 1, ordering: TELL)  // expect[TELL=relaxed]: publish-without-release
  }

  func entries(since start: inout Int) -> [Entry] {
    let end = count.load(ordering: SEE)  // expect[SEE=relaxed]: guard-load-without-acquire
    guard start < end else { return [] }
    let found = Array(UnsafeBufferPointer(start: entries + start, count: end - start))
    start = end
    return found
  }
}
