// origin: the read half of a read-modify-write takes only with an acquire
// orders: EXCHANGE = relaxed acquire release acq_rel
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func put(_ n: UnsafeMutablePointer<Node>) {
  n.pointee.value = 1
  slot.store(n, ordering: .releasing)
}

func take() -> Int {
  slot.exchange(nil, ordering: EXCHANGE)?.pointee.value ?? 0  // expect[EXCHANGE=relaxed|release]: rmw-missing-half
}
