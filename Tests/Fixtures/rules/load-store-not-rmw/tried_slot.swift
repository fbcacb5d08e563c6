// origin: own; a method that tries to take a slot looks and takes in two steps
import Synchronization

final class Slot: Sendable {
  private let taken = Atomic<Bool>(false)

  func tryTake() -> Bool {
    if taken.load(ordering: .acquiring) { return false }
    taken.store(true, ordering: .releasing)  // expect: load-store-not-rmw
    return true
  }

  func giveBack() { taken.store(false, ordering: .releasing) }
}

final class Door: Sendable {
  private let taken = Atomic<Bool>(false)

  func tryTake() -> Bool { !taken.exchange(true, ordering: .acquiring) }

  func giveBack() { taken.store(false, ordering: .releasing) }
}
