// origin: own; atomics of a C module that Swift sees as structs with methods, with orders by position
// orders: STORE = relaxed release; LOAD = relaxed acquire
import CAtomics

final class Mailbox {
  private var isFull = AtomicBool()
  private var letter = 0

  init() { isFull.initialize(false) }

  func put(_ value: Int) {
    letter = value
    isFull.store(true, STORE)  // expect[STORE=relaxed]: publish-without-release
  }

  func get() -> Int? {
    guard isFull.load(LOAD) else { return nil }  // expect[LOAD=relaxed]: guard-load-without-acquire
    return letter
  }
}
