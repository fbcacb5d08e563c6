// origin: a test-and-set lock on swift-atomics' storage, as libraries for games have them
// orders: TAKE = relaxed acquire; GIVE = relaxed release
import Atomics

enum LockState: UInt32 { case free, taken }

struct SpinLock {
  let value: UnsafeMutablePointer<UInt32.AtomicRepresentation>

  init() {
    value = .allocate(capacity: 1)
    value.initialize(to: UInt32.AtomicRepresentation(LockState.free.rawValue))
  }

  func lock() {
    while UInt32.AtomicRepresentation.atomicLoad(at: value, ordering: .relaxed) == LockState.taken.rawValue
      || UInt32.AtomicRepresentation.atomicExchange(LockState.taken.rawValue, at: value, ordering: TAKE) == LockState.taken.rawValue {}  // expect[TAKE=relaxed]: spinlock-order "'value'"
  }

  func unlock() {
    _ = UInt32.AtomicRepresentation.atomicExchange(LockState.free.rawValue, at: value, ordering: GIVE)  // expect[GIVE=relaxed]: spinlock-order "'value'"
  }
}
