// origin: a reader-writer lock that counts readers
// orders: WRITER = relaxed acquire; READER = relaxed acquire; LEAVE = relaxed release; UNLOCK = relaxed release
import Synchronization

final class ReaderWriterLock: Sendable {
  private let readers = Atomic<UInt32>(0)

  func acquireWriteAccess() {
    while !readers.weakCompareExchange(expected: 0, desired: .max, successOrdering: WRITER, failureOrdering: .relaxed).exchanged {}  // expect[WRITER=relaxed]: spinlock-order
  }

  func releaseWriteAccess() {
    readers.store(0, ordering: UNLOCK)  // expect[UNLOCK=relaxed]: spinlock-order
  }

  func acquireReadAccess() {
    while true {
      let before = readers.load(ordering: .relaxed)
      if before != .max {
        if readers.weakCompareExchange(expected: before, desired: before &+ 1, successOrdering: READER, failureOrdering: .relaxed).exchanged {  // expect[READER=relaxed]: spinlock-order
          return
        }
      }
    }
  }

  func releaseReadAccess() {
    readers.wrappingSubtract(1, ordering: LEAVE)  // expect[LEAVE=relaxed]: spinlock-order
  }
}
