// origin: own; a wrapper that yields its value under the lock: the whole assignment is in it
// expect: nothing
import Foundation

@propertyWrapper
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(wrappedValue: Value) { value = wrappedValue }

  var wrappedValue: Value {
    get { lock.withLock { value } }
    _modify {
      lock.lock()
      defer { lock.unlock() }
      yield &value
    }
  }
}

final class Load: @unchecked Sendable {
  @Locked private var running = 0

  func begin() { running += 1 }
  func end() { running -= 1 }
}

func serve(_ load: Load, names: [String]) async {
  await withTaskGroup(of: Void.self) { group in
    for _ in names {
      group.addTask {
        load.begin()
        load.end()
      }
    }
  }
}
