// origin: own; a handshake over the atomics that a protocol asks for
// orders: MIDDLE = acq_rel seq_cst
import Atomics
import Foundation

protocol Source: AnyObject, Sendable {
  var submitted: ManagedAtomic<UInt64> { get }
  var parked: ManagedAtomic<Bool> { get }
  var bell: DispatchSemaphore { get }
}

extension Source {
  func submit() {
    submitted.wrappingIncrement(ordering: .relaxed)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if parked.load(ordering: .relaxed), parked.exchange(false, ordering: .relaxed) { bell.signal() }
  }

  func park(handled done: UInt64) {
    parked.store(true, ordering: .relaxed)  // expect[MIDDLE=acq_rel]: store-buffering-needs-seqcst
    atomicMemoryFence(ordering: MIDDLE)
    if submitted.load(ordering: .relaxed) != done {
      if !parked.exchange(false, ordering: .relaxed) { bell.wait() }
      return
    }
    bell.wait()
  }
}
