// origin: message passing (MP)
// orders: STORE = relaxed release; LOAD = relaxed acquire
// What functions out of view do to what they are passed: `&` lets them change it.
import Synchronization

struct Settings {
  var width = 0
  var height = 0
}

final class Display: Sendable {
  nonisolated(unsafe) var settings = Settings()
  let loaded = Atomic<Bool>(false)

  func refresh(_ number: Int) {
    loadSettings(&settings, number)
    loaded.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }

  func area() -> Int {
    guard loaded.load(ordering: LOAD) else { return 0 }  // expect[LOAD=relaxed]: guard-load-without-acquire
    return areaOf(settings)
  }
}
