// origin: who fails to install an object uses the one that is there; matklad/once_cell#278
// orders: SUCCESS = relaxed release acq_rel; FAILURE = relaxed acquire
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func put(_ n: UnsafeMutablePointer<Node>, _ value: Int) {
  n.pointee.value = value
  slot.store(n, ordering: .releasing)
}

func use(_ other: UnsafeMutablePointer<Node>) -> Int {
  // expect@+1[FAILURE=relaxed]: cas-failure-value-dereferenced
  let result = slot.compareExchange(
    expected: nil, desired: other, successOrdering: SUCCESS, failureOrdering: FAILURE)
  return result.exchanged ? 0 : result.original!.pointee.value
}
