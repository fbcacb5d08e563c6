// origin: own; the repair of polled_countdown.swift: what is read is atomic, too
// expect: nothing
import Atomics

final class Jobs: Sendable {
  let left: ManagedAtomic<Int32>

  init(count: Int32) { left = ManagedAtomic(count) }
}

final class Worker {
  func run(_ jobs: Jobs, _ step: () -> Bool) {
    while jobs.left.load(ordering: .acquiring) > 0 {
      if step() { jobs.left.wrappingDecrement(ordering: .releasing) }
    }
  }
}
