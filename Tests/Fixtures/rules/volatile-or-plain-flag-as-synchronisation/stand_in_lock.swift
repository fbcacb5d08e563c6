// origin: own, after a library of publishers: where there are no threads the lock does nothing
// expect: nothing
struct PlatformLock {
  static func allocate() -> PlatformLock { PlatformLock() }
  func lock() {}
  func unlock() {}
}

final class Delivery<Element> {
  private let lock = PlatformLock.allocate()
  private var receiver: ((Element) -> Void)?
  private var next: Element?
  private var demand = 0

  func request(_ more: Int) {
    lock.lock()
    demand += more
    while let receiver = self.receiver, demand > 0 {
      if let current = next {
        demand -= 1
        lock.unlock()
        receiver(current)
        lock.lock()
      }
    }
    lock.unlock()
  }

  func cancel() {
    lock.lock()
    receiver = nil
    lock.unlock()
  }
}
