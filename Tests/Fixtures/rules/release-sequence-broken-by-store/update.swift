// origin: a read-modify-write of any order continues a release sequence, C++20 [intro.races]/5
// expect: nothing
import Synchronization

nonisolated(unsafe) var data = 0
let stage = Atomic<Int>(0)

func produce(_ value: Int) {
  data = value
  stage.store(1, ordering: .releasing)
}

func advance() {
  _ = stage.compareExchange(expected: 1, desired: 2, ordering: .relaxed)
}

func consume() -> Int { stage.load(ordering: .acquiring) == 2 ? data : -1 }
