// origin: own, after a library of deferred values: whoever waits is woken before the flag is read
// expect: nothing
import Atomics

final class Value {
  private let stage = ManagedAtomic<Int>(0)
  private let waiters = ManagedAtomic<Int>(0)
  private var result = 0

  func determine(_ value: Int) {
    if stage.load(ordering: .relaxed) == 2 { return }
    result = value
    let count = waiters.exchange(-1, ordering: .acquiringAndReleasing)
    notifyWaiters(count, value)
  }
}

func compute(_ first: Value) {
  first.determine(1)
  first.determine(2)
}
