// origin: own; readers count themselves in and out, and the owner frees what it has replaced
// orders: FENCE = acquire seq_cst
import Atomics

final class Scene: AtomicReference, @unchecked Sendable {
  let samples = UnsafeMutablePointer<Float>.allocate(capacity: 64)
  func tearDown() { samples.deallocate() }
}

final class Slot: @unchecked Sendable {
  private let current: ManagedAtomic<Scene>
  private let readers = ManagedAtomic<Int>(0)

  init(_ first: Scene) { current = ManagedAtomic(first) }

  func first() -> Float {
    readers.wrappingIncrement(ordering: .sequentiallyConsistent)
    atomicMemoryFence(ordering: FENCE)
    let scene = current.load(ordering: .sequentiallyConsistent)  // expect[FENCE=acquire]: swift-atomic-reference-order-ignored
    let sample = scene.samples[0]
    readers.wrappingDecrement(ordering: .releasing)
    return sample
  }

  func replace(with next: Scene) {
    let old = current.exchange(next, ordering: .sequentiallyConsistent)
    atomicMemoryFence(ordering: FENCE)
    if readers.load(ordering: .sequentiallyConsistent) == 0 { old.tearDown() }
  }
}
