// origin: own; a box that a generic helper makes is put in place by an exchange, under a lock that only writers take
// orders: SWAP = relaxed release
import Synchronization

final class Snapshot<Value>: @unchecked Sendable {
  private let slot: Atomic<UnsafeMutablePointer<Value>?>
  private let writers = Mutex<Int>(0)
  private var retired: [UnsafeMutablePointer<Value>] = []

  init(_ value: Value) { slot = Atomic(Snapshot.box(value)) }

  private static func box(_ value: Value) -> UnsafeMutablePointer<Value> {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    memory.initialize(to: value)
    return memory
  }

  func install(_ value: Value) {
    let fresh = Snapshot.box(value)
    writers.withLock { count in
      let old = slot.exchange(fresh, ordering: SWAP)  // expect[SWAP=relaxed]: publish-without-release
      if let old { retired.append(old) }
      count += 1
    }
  }

  func read<Result>(_ body: (Value) -> Result) -> Result {
    let current = slot.load(ordering: .acquiring)
    return body(current!.pointee)
  }
}
