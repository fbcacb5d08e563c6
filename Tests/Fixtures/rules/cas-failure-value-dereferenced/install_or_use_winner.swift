// origin: the one-order overload with releasing fails with relaxed, SE-0410
// orders: FAILURE = relaxed acquire
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func install(_ mine: UnsafeMutablePointer<Node>, _ value: Int) -> Int {
  mine.pointee.value = value
  let result = slot.compareExchange(  // expect[FAILURE=relaxed]: cas-failure-value-dereferenced
    expected: nil, desired: mine, successOrdering: .releasing, failureOrdering: FAILURE)
  if result.exchanged { return value }
  return result.original!.pointee.value
}
