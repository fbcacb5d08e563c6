// A lock guards a struct, a tuple or an optional one; what closures give is a copy.
// run: holds
// replace "guard $0.full >= n" "guard $0.full >= 0": fails assertionFailure
// replace "stock.full + stock.empty == 3" "stock.full == 3": fails assertionFailure
import Synchronization

struct Stock {
  var empty = 0
  var full = 3
  var total: Int { empty + full }
  mutating func take(_ n: Int) { (empty, full) = (empty + n, full - n) }
}
struct Note {
  var author: Int
  var text: (first: Int, last: Int)
}
final class Shop: Sendable {
  let stock = Mutex(Stock())
  let pair = Mutex((left: 1, right: 2))
  let note = Mutex<Note?>(nil)
  let limit = Mutex(2 + 3)
}
let shop = Shop()

func drink(_ n: Int) -> Bool {
  shop.stock.withLock {
    guard $0.full >= n else { return false }
    $0.take(n)
    return $0.full >= 0
  }
}
// orderlint:thread
func one() { if drink(2) { shop.note.withLock { $0 = Note(author: 1, text: (2, 3)) } } }
// orderlint:thread
func two() { if drink(2) { shop.note.withLock { $0 = Note(author: 2, text: (2, 3)) } } }
// orderlint:thread
func look() {
  let stock = shop.stock.withLock { $0 }
  precondition(stock.full + stock.empty == 3)
}
// orderlint:final
func check() {
  precondition(shop.stock.withLock { $0.full } == 1 && shop.limit.withLock { $0 } == 5)
  let note = shop.note.withLock { $0 }
  shop.note.withLock { $0?.text.last = 9 }
  precondition(note!.text.last == 3 && shop.note.withLock { $0!.text.last } == 9)
  shop.pair.withLock { $0.left += $0.right }
  let (left, right) = shop.pair.withLock { $0 }
  precondition(left == 3 && right == 2)
}
