// origin: reads in statements of their own
// expect: nothing
import Synchronization

let n = Atomic<Int>(0)
func set(_ value: Int) { n.store(value, ordering: .releasing) }

func elapsed(_ work: () -> Void) -> Int {
  let before = n.load(ordering: .relaxed)
  work()
  return n.load(ordering: .relaxed) - before
}

func waitUntilChanged(from old: Int) {
  while n.load(ordering: .relaxed) == old || n.load(ordering: .relaxed) == 0 {
  }
}

func product() -> Int {
  let now = n.load(ordering: .relaxed)
  return now * (now + 1)
}
