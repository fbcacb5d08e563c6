import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce() {
  data = 42
  ready.store(true, ordering: .releasing)
}

func consume() -> Int {
  while !ready.load(ordering: .acquiring) {
  }
  return data
}
