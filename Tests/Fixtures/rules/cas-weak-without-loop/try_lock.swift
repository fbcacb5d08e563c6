// origin: a try may fail for no reason, as the standard library's may; callers are told
import Synchronization

final class SpinLock: Sendable {
  let word = Atomic<Bool>(false)

  func tryLock() -> Bool {
    word.weakCompareExchange(expected: false, desired: true, ordering: .acquiring).exchanged  // expect: cas-weak-without-loop "does not try again"
  }
}
