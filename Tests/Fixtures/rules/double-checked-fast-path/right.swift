// origin: a value that is its own flag, and a look that acquires
// expect: nothing
import Synchronization

struct Config { var size: Int }

final class Lazy: @unchecked Sendable {
  let pointer = Atomic<UnsafeMutablePointer<Config>?>(nil)
  let hash = Atomic<Int>(0)
  let mutex = Mutex<Void>(())

  func get() -> Int {
    if let found = pointer.load(ordering: .acquiring) { return found.pointee.size }
    return mutex.withLock { _ in
      if let found = pointer.load(ordering: .relaxed) { return found.pointee.size }
      let fresh = UnsafeMutablePointer<Config>.allocate(capacity: 1)
      fresh.initialize(to: Config(size: 16))
      pointer.store(fresh, ordering: .releasing)
      return 16
    }
  }

  func hashValue(of text: String) -> Int {
    let known = hash.load(ordering: .relaxed)
    if known != 0 { return known }
    let value = text.utf8.count
    hash.store(value, ordering: .relaxed)
    return value
  }
}
