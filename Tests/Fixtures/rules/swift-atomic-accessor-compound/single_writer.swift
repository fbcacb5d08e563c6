// origin: only the consumer moves its index
// expect: nothing
import Synchronization

final class Cursor: Sendable {
  private let storage = Atomic<Int>(0)

  var position: Int {
    get { storage.load(ordering: .acquiring) }
    set { storage.store(newValue, ordering: .releasing) }
  }

  func advance() { position += 1 }
}
