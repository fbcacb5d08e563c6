// A seqlock from ordinary source: one writer, one reader.
// run: holds 11
// replace "atomicMemoryFence(ordering: .releasing)" "": fails assertionFailure at 34
// replace "atomicMemoryFence(ordering: .acquiring)" "": fails assertionFailure at 34
// replace "n &+ 2, ordering: .releasing" "n &+ 2, ordering: .relaxed": fails assertionFailure repair ".releasing instead of relaxed"
import Synchronization

struct Point: ~Copyable {
  let sequence = Atomic<Int>(0)
  let x = Atomic<Int>(0)
  let y = Atomic<Int>(0)
}

let point = Point()

// orderlint:thread
func writer() {
  let n = point.sequence.load(ordering: .relaxed)
  point.sequence.store(n &+ 1, ordering: .relaxed)
  atomicMemoryFence(ordering: .releasing)
  point.x.store(7, ordering: .relaxed)
  point.y.store(7, ordering: .relaxed)
  point.sequence.store(n &+ 2, ordering: .releasing)
}

// orderlint:thread
func reader() {
  let begin = point.sequence.load(ordering: .acquiring)
  if begin % 2 != 0 { return }
  let x = point.x.load(ordering: .relaxed)
  let y = point.y.load(ordering: .relaxed)
  atomicMemoryFence(ordering: .acquiring)
  if point.sequence.load(ordering: .relaxed) == begin {
    assert(x == y)
  }
}
