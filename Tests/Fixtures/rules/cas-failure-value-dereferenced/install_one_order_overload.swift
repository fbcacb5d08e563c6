// origin: the one-order overload derives the failure order: relaxed from releasing, SE-0410
// orders: ORDER = release acq_rel
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func install(_ mine: UnsafeMutablePointer<Node>, _ value: Int) -> Int {
  mine.pointee.value = value
  let result = slot.compareExchange(expected: nil, desired: mine, ordering: ORDER)  // expect[ORDER=release]: cas-failure-value-dereferenced
  if result.exchanged { return value }
  return result.original!.pointee.value
}
