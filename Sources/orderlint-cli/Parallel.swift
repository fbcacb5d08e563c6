import Dispatch
import Foundation
import Synchronization

/// Work on many values by a few threads.
enum Parallel {
  /// Enough for source that nests as deep as front ends allow; only what is used takes memory.
  private static let stackSize = 64 << 20

  /// The results in the order of the values, whatever the number of threads.
  static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], jobs: Int, _ transform: @Sendable @escaping (Value) -> Result
  ) -> [Result] {
    let workers = min(jobs, values.count)
    let next = Atomic(0)
    let results = Mutex([Result?](repeating: nil, count: values.count))
    let group = DispatchGroup()
    for _ in 0..<workers {
      group.enter()
      let thread = Thread {
        while true {
          // The results are published by the mutex; the counter only hands out work.
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < values.count else { break }
          let result = transform(values[index])
          results.withLock { $0[index] = result }
        }
        group.leave()
      }
      thread.stackSize = stackSize
      thread.start()
    }
    group.wait()
    return results.withLock { $0.compactMap { $0 } }
  }
}

enum Processors {
  /// How many processors this process may use.
  static var count: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
