// origin: release fence before a plain flag
import Synchronization

nonisolated(unsafe) private var data = 0
nonisolated(unsafe) private var ready = false

func produce(_ value: Int) {
  data = value
  atomicMemoryFence(ordering: .releasing)  // expect: fence-without-partner
  ready = true
}

func consume() -> Int { ready ? data : -1 }
