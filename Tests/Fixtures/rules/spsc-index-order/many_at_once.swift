// origin: a writer that fills several slots at once
// orders: READ = relaxed acquire
import Synchronization

final class Samples: @unchecked Sendable {
  private let frames = UnsafeMutablePointer<Float>.allocate(capacity: 64)
  private let written = Atomic<Int>(0)
  private let read = Atomic<Int>(0)

  func deliver(_ source: UnsafePointer<Float>, _ count: Int) -> Int {
    let w = written.load(ordering: .relaxed)
    let space = 64 - (w - read.load(ordering: READ))  // expect[READ=relaxed]: spsc-index-order
    let n = min(count, space)
    guard n > 0, count <= space else { return 0 }
    for i in 0..<n { frames[(w + i) & 63] = source[i] }
    written.store(w + n, ordering: .releasing)
    return n
  }

  func drain(_ use: (Float) -> Void) {
    var at = read.load(ordering: .relaxed)
    let end = written.load(ordering: .acquiring)
    while at != end {
      use(frames[at & 63])
      at += 1
    }
    read.store(at, ordering: .releasing)
  }
}
