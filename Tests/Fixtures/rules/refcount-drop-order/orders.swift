// origin: Boost.Atomic, reference counting example
// orders: DROP = relaxed acquire release acq_rel seq_cst; FENCE = none acquire release acq_rel seq_cst
import Synchronization

struct Object: ~Copyable {
  let references = Atomic<Int>(1)
  var value = 0
}

func retain(_ o: UnsafeMutablePointer<Object>) {
  o.pointee.references.wrappingAdd(1, ordering: .relaxed)
}

func release(_ o: UnsafeMutablePointer<Object>) {
  // expect@+2[DROP=relaxed|acquire]: refcount-drop-order
  // expect@+1[DROP=release, FENCE=none|release]: refcount-drop-order
  if o.pointee.references.wrappingSubtract(1, ordering: DROP).oldValue == 1 {
    atomicMemoryFence(ordering: FENCE)
    o.deinitialize(count: 1)
    o.deallocate()
  }
}
