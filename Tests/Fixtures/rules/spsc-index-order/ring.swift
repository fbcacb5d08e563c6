// origin: an audio ring in Swift
// orders: LOAD = relaxed acquire; STORE = relaxed release
import Synchronization

final class Ring: @unchecked Sendable {
  let head = Atomic<Int>(0)
  let tail = Atomic<Int>(0)
  let slots = UnsafeMutablePointer<Float>.allocate(capacity: 64)

  func write(_ sample: Float) -> Bool {
    let end = tail.load(ordering: .relaxed)
    let start = head.load(ordering: LOAD)  // expect[LOAD=relaxed]: spsc-index-order
    if end - start == 64 { return false }
    slots[end & 63] = sample
    tail.store(end + 1, ordering: STORE)  // expect[STORE=relaxed]: spsc-index-order
    return true
  }

  func read() -> Float? {
    let start = head.load(ordering: .relaxed)
    if start == tail.load(ordering: .acquiring) { return nil }
    let sample = slots[start & 63]
    head.store(start + 1, ordering: .releasing)
    return sample
  }
}
