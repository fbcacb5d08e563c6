// A child task that is a variable is refused: it does not run in place.
// run: unsupported 0 at 9 "start a Task"

import Synchronization
let counter = Atomic<Int>(0)
func one() async -> Int { counter.wrappingAdd(1, ordering: .relaxed).newValue }
// orderlint:thread
func run() async {
  async let a = one()
  async let b = one()
  let (x, y) = await (a, b)
  precondition(x + y == 3)
}
