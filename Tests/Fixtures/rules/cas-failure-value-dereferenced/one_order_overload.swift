// origin: the one-order overload derives the failure order: relaxed from releasing, SE-0410
// orders: ORDER = relaxed acquire release acq_rel
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func put(_ n: UnsafeMutablePointer<Node>, _ value: Int) {
  n.pointee.value = value
  slot.store(n, ordering: .releasing)
}

func use(_ other: UnsafeMutablePointer<Node>) -> Int {
  // expect@+1[ORDER=relaxed|release]: cas-failure-value-dereferenced
  let result = slot.compareExchange(expected: nil, desired: other, ordering: ORDER)
  return result.exchanged ? 0 : result.original!.pointee.value
}
