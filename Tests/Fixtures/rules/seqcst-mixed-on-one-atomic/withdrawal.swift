// origin: Dekker's entry; taking an announcement back needs no more than release
// expect: nothing
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  left.store(true, ordering: .sequentiallyConsistent)
  if !right.load(ordering: .sequentiallyConsistent) { return true }
  left.store(false, ordering: .releasing)
  return false
}

func enterRight() -> Bool {
  right.store(true, ordering: .sequentiallyConsistent)
  if !left.load(ordering: .sequentiallyConsistent) { return true }
  right.store(false, ordering: .releasing)
  return false
}
