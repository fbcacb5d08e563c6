// origin: own, a journal in a buffer whose reader copies what was committed
import Synchronization

struct Sample {
  var time = 0
  var value = 0
}

final class Journal: @unchecked Sendable {
  private let storage = UnsafeMutableBufferPointer<Sample>.allocate(capacity: 64)
  private let committed = Atomic<Int>(0)
  private var cursor = 0

  func record(_ value: Int) {
    storage[cursor] = Sample(time: 1, value: value)
    cursor += 1
    committed.store(cursor, ordering: .relaxed)  // expect: publish-without-release
  }

  func tail(from start: Int) -> [Sample] {
    let end = committed.load(ordering: .acquiring)
    guard start < end else { return [] }
    return Array(storage[start..<end])  // note: "read"
  }
}

func run(_ journal: Journal) async {
  await withTaskGroup(of: Void.self) { group in
    group.addTask { journal.record(1) }
    group.addTask { print(journal.tail(from: 0).count) }
  }
}
