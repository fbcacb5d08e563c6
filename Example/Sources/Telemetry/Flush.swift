import Synchronization

/// Lets either the collector or the flusher at the file, never both.
///
/// Each side announces itself and then looks for the other. Release and acquire do not keep the
/// load behind the store before it: both sides may see `false`, and both go on.
public final class FlushGate: Sendable {
  private let isCollecting = Atomic<Bool>(false)
  private let isFlushing = Atomic<Bool>(false)

  public init() {}

  public func collect(_ work: () -> Void) -> Bool {
    isCollecting.store(true, ordering: .releasing)
    if isFlushing.load(ordering: .acquiring) {
      isCollecting.store(false, ordering: .releasing)
      return false
    }
    work()
    isCollecting.store(false, ordering: .releasing)
    return true
  }

  public func flush(_ work: () -> Void) -> Bool {
    isFlushing.store(true, ordering: .releasing)
    if isCollecting.load(ordering: .acquiring) {
      isFlushing.store(false, ordering: .releasing)
      return false
    }
    work()
    isFlushing.store(false, ordering: .releasing)
    return true
  }
}

/// The same handshake for rotating the file, with the order that it needs.
public final class RotationGate: Sendable {
  private let isWriting = Atomic<Bool>(false)
  private let isRotating = Atomic<Bool>(false)

  public init() {}

  public func write(_ work: () -> Void) -> Bool {
    isWriting.store(true, ordering: .sequentiallyConsistent)
    if isRotating.load(ordering: .sequentiallyConsistent) {
      isWriting.store(false, ordering: .releasing)
      return false
    }
    work()
    isWriting.store(false, ordering: .releasing)
    return true
  }

  public func rotate(_ work: () -> Void) -> Bool {
    isRotating.store(true, ordering: .sequentiallyConsistent)
    if isWriting.load(ordering: .sequentiallyConsistent) {
      isRotating.store(false, ordering: .releasing)
      return false
    }
    work()
    isRotating.store(false, ordering: .releasing)
    return true
  }
}
