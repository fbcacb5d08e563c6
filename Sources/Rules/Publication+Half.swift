import MemoryModel
import OrderLint

extension Publication {
  /// How an operation that lacks an order takes part in a publication: each kind is told by a rule of
  /// its own.
  enum Half {
    case plainOperation, exchange, failedExchange, lock, countdown
  }

  /// How the flag is written; nil where the rule of the publication's setting tells it.
  func writingHalf(in context: RuleContext) -> Half? {
    let store = cut.item(0, self.store)
    if context.isLockOperation(store.range) { return .lock }
    guard case .plain = setting else { return nil }
    if isGivenBack { return .lock }
    if isCountdown { return .countdown }
    return store.isExchange && store.ordering?.order == .acquire ? .exchange : .plainOperation
  }

  /// How the flag is read; nil where the rule of rings tells it.
  func readingHalf(in context: RuleContext) -> Half? {
    let load = cut.item(1, self.load)
    if context.isLockOperation(load.range) { return .lock }
    if case .ring = setting { return nil }
    if load.takesWord { return .lock }
    let fails = cut.items(1).contains { $0.kind == .assume(.not(.exchanged(self.load))) }
    if fails { return .failedExchange }
    return load.isExchange ? .exchange : .plainOperation
  }

  /// The word is set to 0, and whoever sees that takes it by setting it again.
  private var isGivenBack: Bool {
    switch cut.item(0, store).kind {
    case .write(_, .integer(0), _), .update(_, .exchange, .integer(0), _): break
    case .write, .update, .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      return false
    }
    let reader = cut.items(1)
    return reader.indices.contains {
      reader[$0].takesWord && reader[$0].address == reader[load].address
    }
  }
}

extension TraceItem {
  /// Whether the item takes a word: it finds 0 there and leaves another constant in one step.
  fileprivate var takesWord: Bool {
    switch kind {
    case .update(_, .exchange, .integer(let taken), _): taken != 0
    case .compareExchange(_, .integer(0), .integer(let taken), _, _, _): taken != 0
    case .update, .read, .write, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      false
    }
  }

  fileprivate var isExchange: Bool {
    switch kind {
    case .update(_, .exchange, _, _), .compareExchange: true
    case .update, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume,
      .call, .opaque:
      false
    }
  }
}
