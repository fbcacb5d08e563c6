import Synchronization

struct buffer: ~Copyable {
  let references: Atomic<Int>
  var length: Int
}

func buffer_retain(_ b: UnsafeMutablePointer<buffer>) {
  b.pointee.references.wrappingAdd(1, ordering: .relaxed)
}

func buffer_release(_ b: UnsafeMutablePointer<buffer>) {
  if b.pointee.references.wrappingSubtract(1, ordering: .releasing).oldValue == 1 {
    atomicMemoryFence(ordering: .acquiring)
    b.deallocate()
  }
}
