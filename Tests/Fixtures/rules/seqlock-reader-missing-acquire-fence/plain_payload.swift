// origin: the payload is a struct; a retrying reader in a class
// orders: FENCE = none acquire
import Synchronization

final class Clock: @unchecked Sendable {
  private let version = Atomic<Int>(0)
  private var seconds = 0
  private var nanoseconds = 0

  func set(_ s: Int, _ n: Int) {
    let v = version.load(ordering: .relaxed)
    version.store(v + 1, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    seconds = s  // expect: seqlock-payload-not-atomic
    nanoseconds = n
    version.store(v + 2, ordering: .releasing)
  }

  func now() -> (Int, Int) {
    while true {
      let before = version.load(ordering: .acquiring)
      guard before % 2 == 0 else { continue }
      let result = (seconds, nanoseconds)
      atomicMemoryFence(ordering: FENCE)
      if version.load(ordering: .relaxed) == before { return result }  // expect[FENCE=none]: seqlock-reader-missing-acquire-fence
    }
  }
}
