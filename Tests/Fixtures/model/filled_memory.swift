// Memory that is filled and copied element by element, and loops over what is written out.
// run: holds 2
import Synchronization

final class Ring: @unchecked Sendable {
  static let capacity = 2
  let slots: UnsafeMutablePointer<Int>
  let copies: UnsafeMutablePointer<Int>
  let tail = Atomic<Int>(0)

  init() {
    slots = UnsafeMutablePointer<Int>.allocate(capacity: Ring.capacity)
    slots.initialize(repeating: 7, count: Ring.capacity)
    copies = UnsafeMutablePointer<Int>.allocate(capacity: Ring.capacity)
    copies.initialize(from: slots, count: Ring.capacity)
  }

  private func index(_ position: Int) -> Int { position % Ring.capacity }

  func fill() {
    for value in [20, 30] where value != 25 {
      slots[index(value / 10)] += value
    }
    tail.store(Ring.capacity, ordering: .releasing)
  }

  func check() {
    guard tail.load(ordering: .acquiring) == Ring.capacity else { return }
    precondition(slots[0] == 27 && slots[1] == 37)
    precondition(copies[0] == 7 && copies[1] == 7)
  }
}

let ring = Ring()

// orderlint:thread
func produce() { ring.fill() }

// orderlint:thread
func consume() { ring.check() }
