// origin: own; a helper is given the address of the property
import Foundation

func exchange(_ old: Int32, for new: Int32, in place: UnsafeMutablePointer<Int32>) -> Bool {
  OSAtomicCompareAndSwap32Barrier(old, new, place)
}

final class Job {
  private var phase: Int32 = 0

  func cancel() -> Bool { exchange(0, for: 2, in: &phase) }

  var isCancelled: Bool { phase == 2 }  // expect: mixed-plain-and-atomic "plain read"
  var isFinished: Bool { phase == 1 }  // expect: mixed-plain-and-atomic "plain read"
}
