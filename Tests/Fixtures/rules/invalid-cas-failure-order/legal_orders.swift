// origin: the failure orders that Swift's type system admits, SE-0410
// orders: SUCCESS = relaxed acquire release acq_rel seq_cst; FAILURE = relaxed acquire
// expect: nothing
import Synchronization

let owner = Atomic<Int>(0)

func claim() -> Bool {
  owner.compareExchange(
    expected: 0, desired: 1, successOrdering: SUCCESS, failureOrdering: FAILURE
  ).exchanged
}

func replace(_ expected: Int) -> Bool {
  owner.weakCompareExchange(expected: expected, desired: 1, ordering: .acquiringAndReleasing)
    .exchanged
}
