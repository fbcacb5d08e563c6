// origin: own; every access goes through the address, and what is read first is checked by the exchange
// expect: nothing
import Foundation

func current(_ place: UnsafeMutablePointer<Int32>) -> Int32 { OSAtomicAdd32Barrier(0, place) }

final class Job {
  private var phase: Int32 = 0
  private var waiting: Int32 = 0

  init(isFinished: Bool) {
    if isFinished { phase = 1 }
  }

  func cancel() -> Bool { OSAtomicCompareAndSwap32Barrier(0, 2, &phase) }

  func wait() {
    while true {
      let known = waiting
      if OSAtomicCompareAndSwap32Barrier(known, known + 1, &waiting) { return }
    }
  }

  var isCancelled: Bool { current(&phase) == 2 }
}
