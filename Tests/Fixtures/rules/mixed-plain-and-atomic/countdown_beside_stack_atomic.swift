// origin: own; workers take jobs from a stack of indices and count down what is left
// expect: nothing
import Atomics

final class Stack {
  let top = ManagedAtomic<Int>(-1)

  func take() -> Int? {
    let found = top.load(ordering: .acquiring)
    if found == -1 { return nil }
    return top.compareExchange(expected: found, desired: -1, ordering: .acquiring).exchanged
      ? found : nil
  }
}

final class Batch {
  let left = ManagedAtomic<Int32>(0)

  func work(on jobs: Stack, _ perform: (Int) -> Void) {
    while left.load(ordering: .acquiring) > 0 {
      if let job = jobs.take() {
        perform(job)
        left.wrappingDecrement(ordering: .acquiringAndReleasing)
      }
    }
  }
}
