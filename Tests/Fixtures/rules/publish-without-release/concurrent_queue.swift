// origin: a queue that runs its items at the same time protects nothing
// orders: STORE = relaxed release
import Dispatch
import Synchronization

final class Store: @unchecked Sendable {
  private let queue = DispatchQueue(label: "store", attributes: .concurrent)
  private let isLoaded = Atomic<Bool>(false)
  private var items: [Int] = []

  func load() {
    queue.async {
      self.items = [1, 2]
      self.isLoaded.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
    }
  }

  func count() -> Int {
    queue.sync { isLoaded.load(ordering: .acquiring) ? items.count : 0 }
  }
}
