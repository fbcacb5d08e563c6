// origin: a cache that replaces an immutable object, read by others without a lock
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Atomics

final class Cache {
  final class Entry: AtomicReference {
    let date: String
    init(date: String) {
      self.date = date  // note: "written here"
    }
  }

  private let entry = ManagedAtomic<Entry>(Entry(date: ""))

  func update(to date: String) {
    for _ in 0..<9 {
      entry.store(Entry(date: date), ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
    }
  }

  var date: String {
    entry.load(ordering: LOAD).date  // expect[LOAD=relaxed]: guard-load-without-acquire
  }
}
