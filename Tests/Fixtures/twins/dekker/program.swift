import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)
nonisolated(unsafe) var inside = 0

func enter_left() -> Bool {
  left.store(true, ordering: .sequentiallyConsistent)
  if right.load(ordering: .sequentiallyConsistent) {
    left.store(false, ordering: .relaxed)
    return false
  }
  inside = 1
  return true
}

func enter_right() -> Bool {
  right.store(true, ordering: .releasing)
  if left.load(ordering: .acquiring) {
    right.store(false, ordering: .relaxed)
    return false
  }
  inside = 2
  return true
}
