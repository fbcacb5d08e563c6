import Synchronization

let owner = Atomic<Int>(0)
let count = Atomic<Int>(0)

func try_claim() -> Bool {
  return owner.compareExchange(
    expected: 0, desired: 1, successOrdering: .acquiring, failureOrdering: .relaxed
  ).exchanged
}

func increment() {
  var old = count.load(ordering: .relaxed)
  while true {
    let (exchanged, original) = count.weakCompareExchange(
      expected: old, desired: old &+ 1, successOrdering: .acquiringAndReleasing,
      failureOrdering: .relaxed)
    old = original
    if exchanged { break }
  }
}
