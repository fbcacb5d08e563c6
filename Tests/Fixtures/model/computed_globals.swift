// Globals that initializers make get their values before anybody uses them, and those they need first.
// run: holds
// replace "ordering: .releasing" "ordering: .relaxed": fails dataRace
import Synchronization

final class Ring {
  private let capacity: Int
  private let buffer: UnsafeMutablePointer<Int>
  private let tail: Atomic<Int>
  init(capacity: Int, start: Int) {
    self.capacity = capacity
    buffer = .allocate(capacity: capacity)
    tail = Atomic(start)
  }
  func put(_ value: Int) {
    let position = tail.load(ordering: .relaxed)
    buffer[position % capacity] = value
    tail.store(position + 1, ordering: .releasing)
  }
  func last() -> Int {
    let position = tail.load(ordering: .acquiring)
    return position > start ? buffer[(position - 1) % capacity] : 0
  }
}
let ring = Ring(capacity: size, start: start)
let size = computedSize()
let start = Limits.first + 1
enum Limits { static let first = 4 }
func computedSize() -> Int { 1 + 1 }

// orderlint:thread
func writer() { ring.put(7) }
// orderlint:thread
func reader() {
  let value = ring.last()
  precondition(value == 0 || value == 7)
}
