// A ring whose fields have defaults, made by an explicit initializer.
// run: holds
// replace "t &+ 1, ordering: .releasing" "t &+ 1, ordering: .relaxed": fails dataRace
import Synchronization
final class Ring<Element>: @unchecked Sendable {
  private let capacity = 2
  private let buffer: UnsafeMutablePointer<Int>
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  init() { buffer = UnsafeMutablePointer<Int>.allocate(capacity: 2) }
  func push(_ v: Int) -> Bool {
    let t = tail.load(ordering: .relaxed)
    guard t &- head.load(ordering: .acquiring) < capacity else { return false }
    buffer[t % capacity] = v
    tail.store(t &+ 1, ordering: .releasing)
    return true
  }
  func pop() -> Int? {
    let h = head.load(ordering: .relaxed)
    if h == tail.load(ordering: .acquiring) { return nil }
    let v = buffer[h % capacity]
    head.store(h &+ 1, ordering: .releasing)
    return v
  }
}
nonisolated(unsafe) var ring: Ring<Int>!
// orderlint:init
func setUp() { ring = Ring<Int>() }
// orderlint:thread
func producer() { for i in 1...3 { while !ring.push(i) {} } }
// orderlint:thread
func consumer() {
  for i in 1...3 {
    while true { if let v = ring.pop() { precondition(v == i); break } }
  }
}
