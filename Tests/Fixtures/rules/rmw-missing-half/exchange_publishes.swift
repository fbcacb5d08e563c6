// origin: the write half of a read-modify-write publishes only with a release
// orders: EXCHANGE = relaxed acquire release acq_rel
import Synchronization

struct Node { var value: Int }
nonisolated(unsafe) let slot = Atomic<UnsafeMutablePointer<Node>?>(nil)

func put(_ n: UnsafeMutablePointer<Node>) {
  n.pointee.value = 1
  // expect@+1[EXCHANGE=acquire]: rmw-missing-half "acquire exchange of 'slot' does not release"
  _ = slot.exchange(n, ordering: EXCHANGE)  // expect[EXCHANGE=relaxed]: publish-without-release
}

func take() -> Int {
  guard let n = slot.load(ordering: .acquiring) else { return 0 }
  return n.pointee.value
}
