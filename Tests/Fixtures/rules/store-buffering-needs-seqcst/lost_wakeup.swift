// origin: a sleeper and its waker miss each other; kvcache-ai/Mooncake#1932, uxlfoundation/oneTBB#2136
// orders: POST = none seq_cst; SLEEP = acq_rel seq_cst
import Synchronization

final class Pool: Sendable {
  private let tasks = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let wake: @Sendable () -> Void
  private let park: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void, park: @escaping @Sendable () -> Void) {
    self.wake = wake
    self.park = park
  }

  func post() {
    tasks.wrappingAdd(1, ordering: .relaxed)  // expect[POST=none]: store-buffering-needs-seqcst
    atomicMemoryFence(ordering: POST)
    if sleepers.load(ordering: .relaxed) > 0 { wake() }
  }

  func sleepIfIdle() {
    sleepers.wrappingAdd(1, ordering: .relaxed)  // expect[POST=seq_cst, SLEEP=acq_rel]: store-buffering-needs-seqcst
    atomicMemoryFence(ordering: SLEEP)
    if tasks.load(ordering: .relaxed) == 0 { park() }
  }
}
