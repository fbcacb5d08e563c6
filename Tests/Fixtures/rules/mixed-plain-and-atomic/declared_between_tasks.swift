// origin: own, after a test of a message queue: a counter is declared when other tasks run already
// expect: nothing
import Atomics

final class Producer: Sendable {
  func run() async throws {}
  func send(_ number: Int) async throws {}
}

func sendAll(_ producer: Producer, _ reports: [AsyncStream<Bool>]) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await producer.run() }
    let acknowledged = ManagedAtomic<Int>(0)
    for stream in reports {
      let refused = ManagedAtomic<Int>(0)
      group.addTask {
        for await report in stream {
          if report {
            acknowledged.wrappingIncrement(ordering: .relaxed)
          } else {
            refused.wrappingIncrement(ordering: .relaxed)
          }
        }
        print(refused.load(ordering: .relaxed))
      }
    }
    try await group.next()
    print(acknowledged.load(ordering: .relaxed))
  }
}
