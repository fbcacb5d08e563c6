// origin: spin relaxed, then read again with acquire before the data
// expect: nothing
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func consume() -> Int? {
  guard ready.load(ordering: .relaxed) else { return nil }
  guard ready.load(ordering: .acquiring) else { return nil }
  return data
}
