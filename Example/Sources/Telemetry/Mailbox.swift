import Synchronization

/// Hands one summary from the thread that computes it to the thread that shows it.
public final class Mailbox: @unchecked Sendable {
  private var total = 0
  private var count = 0
  private let isFull = Atomic<Bool>(false)

  public init() {}

  /// Relaxed: a reader that sees the flag may not see the summary yet.
  public func put(total: Int, count: Int) {
    self.total = total
    self.count = count
    isFull.store(true, ordering: .relaxed)
  }

  public func take() -> (total: Int, count: Int)? {
    guard isFull.load(ordering: .acquiring) else { return nil }
    return (total, count)
  }
}

/// The same for the name of the host, as it should be.
public final class Greeting: @unchecked Sendable {
  private var text = ""
  private let isSet = Atomic<Bool>(false)

  public init() {}

  public func set(_ text: String) {
    self.text = text
    isSet.store(true, ordering: .releasing)
  }

  public func get() -> String? {
    guard isSet.load(ordering: .acquiring) else { return nil }
    return text
  }
}

/// Counts and nothing else, for which relaxed is enough.
public final class Counter: Sendable {
  private let dropped = Atomic<Int>(0)

  public init() {}

  public func drop() { dropped.wrappingAdd(1, ordering: .relaxed) }

  public var current: Int { dropped.load(ordering: .relaxed) }
}
