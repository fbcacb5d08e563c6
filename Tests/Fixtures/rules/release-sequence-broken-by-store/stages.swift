// origin: C++20 [intro.races]/5 after P0982: a later plain atomic store is not in the release sequence
// orders: SECOND = relaxed release
import Synchronization

nonisolated(unsafe) var data = 0
let stage = Atomic<Int>(0)

func produce(_ value: Int) {
  data = value
  stage.store(1, ordering: .releasing)
  stage.store(2, ordering: SECOND)  // expect[SECOND=relaxed]: release-sequence-broken-by-store
}

func consume() -> Int { stage.load(ordering: .acquiring) >= 1 ? data : -1 }
