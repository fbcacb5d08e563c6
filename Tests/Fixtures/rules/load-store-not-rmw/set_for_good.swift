// origin: own; words that are found unset and then set for good, by who is to be the first
import Atomics

protocol SpanProcessor: Sendable {
  func onEnd(span: Span)
  func onStart(span: Span)
}

final class Span: @unchecked Sendable {
  private let ended = ManagedAtomic<Bool>(false)
  private let processor: any SpanProcessor

  init(processor: any SpanProcessor) { self.processor = processor }

  var hasEnded: Bool {
    get { ended.load(ordering: .acquiring) }
    set { ended.store(newValue, ordering: .releasing) }
  }

  func end() {
    if hasEnded { return }
    hasEnded = true  // expect: load-store-not-rmw "ended"
    processor.onEnd(span: self)
  }
}

final class Callback: Sendable {
  private let fired = ManagedAtomic<Bool>(false)
  private let handler: @Sendable () -> Void

  init(handler: @escaping @Sendable () -> Void) { self.handler = handler }

  func fire() {
    guard !fired.load(ordering: .acquiring) else { return }
    fired.store(true, ordering: .releasing)  // expect: load-store-not-rmw "fired"
    handler()
  }

  func fireOnce() {
    guard !fired.exchange(true, ordering: .acquiringAndReleasing) else { return }
    handler()
  }
}

final class Session: Sendable {
  private let transaction = ManagedAtomic<Int>(1)

  func nextTransaction() -> Int {
    defer { transaction.wrappingIncrement(ordering: .relaxed) }  // expect: load-store-not-rmw "transaction"
    return transaction.load(ordering: .relaxed)
  }

  func next() -> Int { transaction.loadThenWrappingIncrement(ordering: .relaxed) }
}

/// What is isolated comes one at a time.
actor Gate {
  private let opened = ManagedAtomic<Bool>(false)
  private let handler: @Sendable () -> Void

  init(handler: @escaping @Sendable () -> Void) { self.handler = handler }

  nonisolated var isOpen: Bool { opened.load(ordering: .acquiring) }

  func open() {
    guard !opened.load(ordering: .relaxed) else { return }
    opened.store(true, ordering: .releasing)
    handler()
  }
}
