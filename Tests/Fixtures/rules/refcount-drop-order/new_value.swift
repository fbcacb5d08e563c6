// origin: the new value decides; the counter is reached through a raw pointer
// orders: DROP = relaxed release acq_rel
import Synchronization

func leave(_ references: UnsafeMutablePointer<Atomic<Int>>, _ body: UnsafeMutableRawPointer) {
  guard references.pointee.subtract(1, ordering: DROP).newValue == 0 else { return }  // expect[DROP!=acq_rel]: refcount-drop-order
  body.deallocate()
}
