// origin: own; workers take jobs from a stack of indices and count down what is left
import Atomics
import Foundation

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
  var left: Int32 = 0
}

final class Worker {
  func work(_ batch: Batch, jobs: Stack, _ perform: (Int) -> Void) {
    while batch.left > 0 {  // expect: mixed-plain-and-atomic "plain read"
      if let job = jobs.take() {
        perform(job)
        OSAtomicDecrement32(&batch.left)
      }
    }
  }
}
