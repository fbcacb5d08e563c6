import OrderLint

extension TraceItem {
  /// What the operation is when its write matters: "write", "exchange".
  var writePhrase: String { updatePhrase ?? "write" }

  /// What the operation is when its read matters: "read", "exchange".
  var readPhrase: String { updatePhrase ?? "read" }

  /// The order as a word of a sentence: volatile accesses have none.
  var orderWord: String {
    switch kind {
    case .read(_, .volatile), .write(_, _, .volatile): "volatile"
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      (ordering?.order ?? .relaxed).name
    }
  }

  private var updatePhrase: String? {
    switch kind {
    case .update(_, .exchange, _, _): "exchange"
    case .update: "read-modify-write"
    case .compareExchange: "compare-exchange"
    case .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
      .opaque:
      nil
    }
  }
}

extension String {
  /// What a witness lacks: an order between two places, which may stand on one line.
  static func nothingOrders(_ first: TraceItem, before second: TraceItem) -> String {
    let lines = (first.range.start.line, second.range.start.line)
    return lines.0 == lines.1
      ? "nothing orders the two accesses on line \(lines.0)"
      : "nothing orders line \(lines.0) before line \(lines.1)"
  }
}

extension RuleContext {
  /// The function in which a thread makes two accesses; the one that it runs if they are apart.
  func functionName(
    of first: TraceItem, _ second: TraceItem, thread: Int, in cut: CutPair
  ) -> String {
    first.function == second.function ? functionName(of: first) : threadName(thread, of: cut)
  }
}
