// origin: state kept on a serial queue
// expect: nothing
import Dispatch
import Synchronization

final class Store: @unchecked Sendable {
  private let queue = DispatchQueue(label: "store")
  private let isLoaded = Atomic<Bool>(false)
  private var items: [Int] = []

  func load() {
    queue.async {
      self.items = [1, 2]
      self.isLoaded.store(true, ordering: .relaxed)
    }
  }

  func count() -> Int {
    queue.sync { isLoaded.load(ordering: .relaxed) ? items.count : 0 }
  }
}
