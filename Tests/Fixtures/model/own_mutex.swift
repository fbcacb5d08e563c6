// A class of the program's own that is called Mutex is no lock.
// run: holds
import Synchronization

struct Pair {
  var first = 0
  var second = 0
}
final class Mutex { var value = Pair() }
let box = Mutex()

// orderlint:thread
func one() { box.value.first = 1 }

// orderlint:thread
func two() { box.value.second = 2 }
