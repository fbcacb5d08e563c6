// origin: own; workers go on while a counter that each of them counts down is read plainly
import Foundation

final class Jobs {
  var left: Int32 = 0

  init(count: Int32) { left = count }
}

final class Worker {
  func run(_ jobs: Jobs, _ step: () -> Bool) {
    while jobs.left > 0 {  // expect: mixed-plain-and-atomic "plain read"
      if step() { OSAtomicDecrement32Barrier(&jobs.left) }
    }
  }
}
