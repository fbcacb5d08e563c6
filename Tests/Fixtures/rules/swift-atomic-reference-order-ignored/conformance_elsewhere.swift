// origin: the conformance stands in an extension, and the atomic is an UnsafeAtomic
import Atomics

final class Job {}
extension Job: AtomicReference {}

final class Worker {
  let pending = UnsafeAtomic<Job?>.create(nil)
  let sleeping = ManagedAtomic<Bool>(false)

  func submit(_ job: Job) -> Bool {
    // expect@+1: swift-atomic-reference-order-ignored "'pending'"
    _ = pending.exchange(job, ordering: .sequentiallyConsistent)
    return !sleeping.load(ordering: .sequentiallyConsistent)
  }

  func mustWork() -> Bool {
    sleeping.store(true, ordering: .sequentiallyConsistent)
    return pending.load(ordering: .sequentiallyConsistent) != nil
  }
}
