// origin: single-producer ring; each side reads its own index relaxed; mozilla/cubeb#710
// orders: FULL = relaxed acquire; PUT = relaxed release; EMPTY = relaxed acquire; TAKE = relaxed release
import Synchronization

final class Ring: Sendable {
  nonisolated(unsafe) private let slots = UnsafeMutableBufferPointer<Int>.allocate(capacity: 16)
  private let head = Atomic<UInt>(0)
  private let tail = Atomic<UInt>(0)

  func put(_ value: Int) -> Bool {
    let t = tail.load(ordering: .relaxed)
    let h = head.load(ordering: FULL)  // expect[FULL=relaxed]: spsc-index-order
    if t &- h == 16 { return false }
    slots[Int(t % 16)] = value
    tail.store(t &+ 1, ordering: PUT)  // expect[PUT=relaxed]: spsc-index-order
    return true
  }

  func take() -> Int? {
    let h = head.load(ordering: .relaxed)
    let t = tail.load(ordering: EMPTY)  // expect[EMPTY=relaxed]: spsc-index-order
    if h == t { return nil }
    let value = slots[Int(h % 16)]
    head.store(h &+ 1, ordering: TAKE)  // expect[TAKE=relaxed]: spsc-index-order
    return value
  }
}
