// origin: state that an actor or a lock protects is not shared plainly
// expect: nothing
import Dispatch
import Synchronization

actor Counter {
  private var isOpen = true
  private var count = 0
  func close() { isOpen = false }
  func add() {
    while isOpen, count < 10 { count += 1 }
  }
}

final class Box: Sendable {
  private let state = Mutex(false)
  func finish() { state.withLock { $0 = true } }
  func wait() {
    while !state.withLock({ $0 }) {}
  }
}

func run(_ counter: Counter, _ box: Box) {
  DispatchQueue.global().async { box.finish() }
  Task { await counter.add() }
  Task { await counter.close() }
  box.wait()
}
