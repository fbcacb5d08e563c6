// The last of two owners frees a box.
// run: holds
// replace "ordering: .acquiringAndReleasing" "ordering: .releasing": fails useAfterFree
import Synchronization
struct Box { var payload: Int }
let refs = Atomic<Int>(2)
nonisolated(unsafe) var box: UnsafeMutablePointer<Box>!
// orderlint:init
func make() { box = .allocate(capacity: 1); box.initialize(to: Box(payload: 1)) }
// orderlint:repeat 2
func use() {
  let v = box.pointee.payload
  assert(v == 1)
  if refs.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
    box.deinitialize(count: 1)
    box.deallocate()
  }
}
