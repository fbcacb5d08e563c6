// origin: SEI CERT CON40-C, the shape in Swift
import Synchronization

let n = Atomic<Int>(0)
func set(_ value: Int) { n.store(value, ordering: .releasing) }

func triangle() -> Int {
  n.load(ordering: .relaxed) * (n.load(ordering: .relaxed) + 1) / 2
  // expect@-1: atomic-twice-in-expression
}

func bounded() -> Int {
  n.load(ordering: .relaxed) < 100 ? n.load(ordering: .relaxed) : 100
  // expect@-1: atomic-twice-in-expression "tested"
}

func difference() -> Int {
  let before = n.load(ordering: .relaxed)
  let after = n.load(ordering: .relaxed)
  return after - before
}
