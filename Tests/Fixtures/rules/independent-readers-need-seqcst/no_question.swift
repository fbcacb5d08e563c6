// origin: readers in the same order, one writer of both, and a reader that only reports
// expect: nothing
import Synchronization

private let left = Atomic<Bool>(false)
private let right = Atomic<Bool>(false)
private let begun = Atomic<Bool>(false)
private let done = Atomic<Bool>(false)

func arriveLeft() { left.store(true, ordering: .releasing) }
func arriveRight() { right.store(true, ordering: .releasing) }
func both() -> Bool { left.load(ordering: .acquiring) && right.load(ordering: .acquiring) }
func bothAgain() -> Bool { left.load(ordering: .acquiring) && right.load(ordering: .acquiring) }

func work() {
  begun.store(true, ordering: .releasing)
  done.store(true, ordering: .releasing)
}
func isRunning() -> Bool { begun.load(ordering: .acquiring) && !done.load(ordering: .acquiring) }
func isOver() -> Bool { done.load(ordering: .acquiring) && begun.load(ordering: .acquiring) }
