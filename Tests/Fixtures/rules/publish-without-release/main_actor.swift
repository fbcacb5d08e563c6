// origin: state of a global actor is not shared, whichever way its members come to run
// expect: nothing
import Dispatch
import Synchronization

@MainActor final class Model {
  private let isLoaded = Atomic<Bool>(false)
  private var items: [Int] = []

  func load() {
    items = [1]
    isLoaded.store(true, ordering: .relaxed)
  }

  func count() -> Int { isLoaded.load(ordering: .relaxed) ? items.count : 0 }
}

@globalActor actor Storage { static let shared = Storage() }

nonisolated(unsafe) var table = 0
let isReady = Atomic<Bool>(false)

@Storage func fill() {
  table = 1
  isReady.store(true, ordering: .relaxed)
}

@Storage func look() -> Int { isReady.load(ordering: .relaxed) ? table : 0 }
