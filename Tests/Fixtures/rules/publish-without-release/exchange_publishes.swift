// origin: the write half of a read-modify-write publishes only with a release
// orders: EXCHANGE = relaxed acquire release acq_rel
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func put(_ n: UnsafeMutablePointer<Node>) {
  n.pointee.value = 1
  _ = slot.exchange(n, ordering: EXCHANGE)  // expect[EXCHANGE=relaxed|acquire]: rmw-missing-half
}

func take() -> Int {
  guard let n = slot.load(ordering: .acquiring) else { return 0 }
  return n.pointee.value
}
