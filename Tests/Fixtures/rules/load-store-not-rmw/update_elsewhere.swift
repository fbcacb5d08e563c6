// origin: one of two functions forgets that the counter is shared
import Synchronization

final class Pool: Sendable {
  private let used = Atomic<Int>(0)

  func take() {
    used.wrappingAdd(1, ordering: .relaxed)  // note: "another thread changes it here"
  }

  func giveBack() {
    let now = used.load(ordering: .relaxed)  // note: "'used' is read here"
    used.store(now - 1, ordering: .relaxed)  // expect: load-store-not-rmw "'used' is read, changed and stored"
  }
}
