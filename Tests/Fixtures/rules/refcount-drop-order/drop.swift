// origin: the same in Swift
// orders: DROP = relaxed acquire release acq_rel seq_cst
import Synchronization

struct Buffer: ~Copyable {
  let references = Atomic<Int>(1)
  var sum = 0
}

func drop(_ buffer: UnsafeMutablePointer<Buffer>) {
  // expect@+1[DROP!=acq_rel|seq_cst]: refcount-drop-order
  if buffer.pointee.references.wrappingSubtract(1, ordering: DROP).newValue == 0 {
    buffer.deinitialize(count: 1)
    buffer.deallocate()
  }
}
