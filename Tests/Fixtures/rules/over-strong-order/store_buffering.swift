// origin: store buffering over three atomics: seq_cst is needed although no two threads show it
// expect: nothing
import Synchronization

private let x = Atomic<Int>(0)
private let y = Atomic<Int>(0)
private let z = Atomic<Int>(0)

func first() -> Bool {
  x.store(1, ordering: .sequentiallyConsistent)
  return y.load(ordering: .sequentiallyConsistent) == 0
}

func second() -> Bool {
  y.store(1, ordering: .sequentiallyConsistent)
  return z.load(ordering: .sequentiallyConsistent) == 0
}

func third() -> Bool {
  z.store(1, ordering: .sequentiallyConsistent)
  return x.load(ordering: .sequentiallyConsistent) == 0
}
