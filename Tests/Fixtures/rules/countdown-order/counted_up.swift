// origin: own; the caller waits until as many parts have arrived as it was told
// orders: COUNT = relaxed release
import Synchronization

final class Gather: @unchecked Sendable {
  private let parts = UnsafeMutablePointer<Double>.allocate(capacity: 8)
  private let arrived = Atomic<Int>(0)

  deinit { parts.deallocate() }

  func deposit(_ value: Double, at index: Int) {
    parts[index] = value
    arrived.add(1, ordering: COUNT)  // expect[COUNT=relaxed]: countdown-order
  }

  func total(of count: Int) -> Double {
    while arrived.load(ordering: .acquiring) < count {}
    var sum = 0.0
    for index in 0..<count { sum += parts[index] }
    return sum
  }
}
