// origin: a stored property that one queue polls and another thread clears
import Dispatch

final class Worker: @unchecked Sendable {
  private var isRunning = true
  private var rounds = 0

  func start() {
    DispatchQueue.global().async { self.run() }
  }

  private func run() {
    while isRunning {  // expect: volatile-or-plain-flag-as-synchronisation "'isRunning'"
      rounds += 1
    }
  }

  func stop() { isRunning = false }
}
