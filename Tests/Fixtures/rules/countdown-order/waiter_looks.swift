// origin: own; who waits for the semaphore reads the count as well, and so acquires what every part
// released
// orders: LOOK = relaxed acquire
import Dispatch
import Synchronization

final class Mosaic: @unchecked Sendable {
  private let tiles = UnsafeMutablePointer<Int>.allocate(capacity: 8)
  private let missing: Atomic<Int>
  private let complete = DispatchSemaphore(value: 0)

  init(tiles count: Int) { missing = Atomic(count) }

  func place(_ tile: Int, at index: Int) {
    tiles[index] = tile
    if missing.subtract(1, ordering: .releasing).newValue == 0 {  // expect[LOOK=relaxed]: countdown-order
      complete.signal()
    }
  }

  func collect() -> Int {
    complete.wait()
    guard missing.load(ordering: LOOK) == 0 else { return 0 }  // expect[LOOK=relaxed]: guard-load-without-acquire
    return tiles[0] + tiles[1]
  }
}
