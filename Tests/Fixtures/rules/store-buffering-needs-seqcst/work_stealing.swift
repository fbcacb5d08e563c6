// origin: Chase and Lev, SPAA 2005, with the fences of Le, Pop, Cohen and Zappa Nardelli, PPoPP 2013; the
// seq_cst exchanges beside weaker accesses are right
// orders: FENCE = acq_rel seq_cst
import Synchronization

final class Deque: Sendable {
  private let bottom = Atomic<Int>(0)
  private let top = Atomic<Int>(0)

  func pop() -> Int? {
    let b = bottom.load(ordering: .relaxed) - 1
    bottom.store(b, ordering: .relaxed)  // expect[FENCE=acq_rel]: store-buffering-needs-seqcst
    atomicMemoryFence(ordering: FENCE)
    let t = top.load(ordering: .relaxed)
    if t > b {
      bottom.store(b + 1, ordering: .relaxed)
      return nil
    }
    if t < b { return b }
    let won = top.compareExchange(
      expected: t, desired: t + 1,
      successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed
    ).exchanged
    bottom.store(b + 1, ordering: .relaxed)
    return won ? b : nil
  }

  func steal() -> Int? {
    let t = top.load(ordering: .acquiring)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let b = bottom.load(ordering: .acquiring)
    guard t < b else { return nil }
    return top.compareExchange(
      expected: t, desired: t + 1,
      successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed
    ).exchanged ? t : nil
  }
}
