// origin: each worker counts in a meter of its own (guard G9)
// expect: nothing
import Foundation
import Synchronization

struct Meter: ~Copyable {
  let tasks = Atomic<Int>(0)
  borrowing func finished() { tasks.store(tasks.load(ordering: .relaxed) + 1, ordering: .relaxed) }
}

final class Pool: @unchecked Sendable {
  private let meters = UnsafeMutablePointer<Meter>.allocate(capacity: 4)

  func start() {
    for i in 0..<4 {
      Thread.detachNewThread { [self] in
        let mine = meters + i
        while true { mine.pointee.finished() }
      }
    }
  }
}
