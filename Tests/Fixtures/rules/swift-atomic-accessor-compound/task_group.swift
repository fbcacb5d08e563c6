// origin: a property wrapper that makes each access atomic, and a compound assignment
import Synchronization

final class Progress: Sendable {
  private let storage = Atomic<Int>(0)

  var done: Int {
    get { storage.load(ordering: .sequentiallyConsistent) }
    set { storage.store(newValue, ordering: .sequentiallyConsistent) }
  }

  func finish() { storage.wrappingAdd(1, ordering: .relaxed) }
  func reopen() {
    done -= 1  // expect: swift-atomic-accessor-compound
  }
}
