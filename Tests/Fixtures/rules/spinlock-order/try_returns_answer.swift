// origin: own; the answer of the attempt is whether the exchange succeeded
// orders: TRY = relaxed acquire
import Synchronization

struct Latch: ~Copyable {
  private let taken = Atomic<Bool>(false)

  func tryLock() -> Bool {
    taken.compareExchange(
      expected: false, desired: true, ordering: TRY).exchanged  // expect@-1[TRY=relaxed]: spinlock-order
  }

  func unlock() { taken.store(false, ordering: .releasing) }
}
