// An atomic is where it is declared; what would be a second reference to it is refused.
// run: holds 1
// replace "Worker(3)" "Worker(3, shared)": unsupported 0 at 17 "second reference"
// replace "let first = handle.count" "let first = handle": unsupported 0 at 25 "copy of a struct"
import Atomics

struct Handle {
  let flag = ManagedAtomic<Bool>(true)
  var count = 1
}
final class Worker {
  let value: ManagedAtomic<Int>
  init(_ start: Int) { value = ManagedAtomic(start) }
  init(_ start: Int, _ shared: ManagedAtomic<Int>) {
    precondition(start == 3)
    // The object itself is not stored in a field.
    value = shared
  }
}
let shared = ManagedAtomic<Int>(0)
let worker = Worker(3)
// orderlint:thread
func use() {
  var handle = Handle()
  let first = handle.count
  handle.count = 5
  precondition(handle.flag.load(ordering: .relaxed) && handle.count == 5)
  precondition(worker.value.load(ordering: .relaxed) == 3)
  _ = first
}
