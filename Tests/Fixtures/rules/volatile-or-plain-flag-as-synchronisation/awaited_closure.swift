// origin: own: the closure that ends the loop was given away before it
import Dispatch

final class Loader {
  func load(on queue: DispatchQueue) -> Int {
    var done = false
    var result = 0
    queue.async {
      result = 42
      done = true
    }
    while !done {  // expect: volatile-or-plain-flag-as-synchronisation "'done'"
    }
    return result
  }
}
