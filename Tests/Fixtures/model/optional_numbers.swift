// Optional numbers where 0 cannot be told from nil are refused; what is returned does not change later.
// run: holds 1
// replace "= 3" "= zero": unsupported 0 at 20 "0 is not told from nil"
// replace "(6, 1)" "(zero, 1)": unsupported 0 at 11 "0 is not told from nil"
// replace "number = 4" "number = zero": unsupported 0 at 12 "0 is not told from nil"
import Synchronization

let guarded = Mutex<Int?>(nil)
let zero = 0

func pair() -> (Int?, Int) { (6, 1) }
func change(_ number: inout Int?) { number = 4 }
func counted() -> Int {
  var count = 1
  defer { count += 1 }
  return count
}
// orderlint:thread
func use() {
  guarded.withLock { $0 = 3 }
  var some: Int? = nil
  change(&some)
  precondition(some != nil && guarded.withLock { $0 } != nil && counted() == 1)
  let (first, second) = pair()
  precondition(first != nil && second == 1)
}
