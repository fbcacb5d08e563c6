// origin: all four orders in place
// expect: nothing
import Synchronization

final class Ring: @unchecked Sendable {
  let head = Atomic<Int>(0)
  let tail = Atomic<Int>(0)
  let slots = UnsafeMutablePointer<Float>.allocate(capacity: 64)

  func write(_ sample: Float) -> Bool {
    let end = tail.load(ordering: .relaxed)
    if end - head.load(ordering: .acquiring) == 64 { return false }
    slots[end & 63] = sample
    tail.store(end + 1, ordering: .releasing)
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
