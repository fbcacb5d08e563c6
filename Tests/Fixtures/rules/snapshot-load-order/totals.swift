// origin: what is inside is the difference of two totals, of which one follows the other
// orders: FIRST = relaxed acquire
import Synchronization

final class Admission: Sendable {
  private let begun = Atomic<UInt64>(0)
  private let ended = Atomic<UInt64>(0)

  func enter() { begun.wrappingAdd(1, ordering: .relaxed) }
  func leave() { ended.wrappingAdd(1, ordering: .releasing) }

  func inside() -> UInt64 {
    let left = ended.load(ordering: FIRST)  // expect[FIRST=relaxed]: snapshot-load-order
    let entered = begun.load(ordering: .acquiring)
    return entered - left
  }
}
