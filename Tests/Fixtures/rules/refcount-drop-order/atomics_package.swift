// origin: the Atomics package's spellings of a drop
// orders: DROP = relaxed acquire release acq_rel seq_cst
import Atomics

struct Counted {
  let references: UnsafeAtomic<Int>
  let body: UnsafeMutableRawPointer

  func drop() {
    if references.loadThenWrappingDecrement(ordering: DROP) == 1 {  // expect[DROP=relaxed|acquire|release]: refcount-drop-order
      body.deallocate()
    }
  }

  func dropAndTell() -> Bool {
    guard references.wrappingDecrementThenLoad(ordering: DROP) == 0 else { return false }  // expect[DROP=relaxed|acquire|release]: refcount-drop-order
    body.deallocate()
    return true
  }
}
