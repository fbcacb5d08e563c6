// origin: own; readers count themselves in and out, and the owner frees what it has replaced
// expect: nothing
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
    readers.wrappingIncrement(ordering: .relaxed)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let scene = current.load(ordering: .acquiring)
    let sample = scene.samples[0]
    readers.wrappingDecrement(ordering: .releasing)
    return sample
  }

  func replace(with next: Scene) {
    let old = current.exchange(next, ordering: .acquiringAndReleasing)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if readers.load(ordering: .acquiring) == 0 { old.tearDown() }
  }
}
