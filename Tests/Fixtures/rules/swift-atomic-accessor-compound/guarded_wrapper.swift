// origin: own; a property wrapper whose getter and setter each take the lock
import Foundation

@propertyWrapper
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(wrappedValue: Value) { value = wrappedValue }

  var wrappedValue: Value {
    get { lock.withLock { value } }
    set { lock.withLock { value = newValue } }
  }

  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&value) } }
}

final class Load: @unchecked Sendable {
  @Locked private var running = 0
  @Locked private var finished = 0
  @Locked private var last = ""

  func begin(_ name: String) {
    running += 1  // expect: swift-atomic-accessor-compound
    last = name
  }

  func end() { _finished.change { $0 += 1 } }

  var summary: String { "\(running) \(finished) \(last)" }
}

func serve(_ load: Load, names: [String]) async {
  await withTaskGroup(of: Void.self) { group in
    for name in names {
      group.addTask {
        load.begin(name)
        load.end()
      }
    }
  }
}
