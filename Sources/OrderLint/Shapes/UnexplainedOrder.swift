import MemoryModel

/// An operation that relies on an order weaker than seq_cst, or a fence, without a comment.
public struct UnexplainedOrder: Sendable {
  public var operation: Operation
}

extension RuleContext {
  /// Operations of files in view that are neither explained by a comment of their own nor by one
  /// above their function.
  public func unexplainedOrders() -> [UnexplainedOrder] {
    let candidates = operations.filter(\.needsExplanation)
    let lines = Dictionary(grouping: operations, by: \.range.file)
      .mapValues { Set($0.flatMap { $0.range.start.line...$0.range.end.line }) }
    var comments: [String: SourceComments] = [:]
    let languages = Dictionary(
      candidates.map { ($0.range.file, $0.language) }, uniquingKeysWith: { first, _ in first })
    for (file, language) in languages {
      if let bytes = sources(file) {
        comments[file] = SourceComments(bytes, language: language)
      }
    }
    let functions = Dictionary(grouping: analysis.program.functions, by: \.range.file)
    return candidates.compactMap { operation in
      let range = operation.range
      guard let known = comments[range.file],
        !known.explain(range, besides: lines[range.file] ?? [])
      else { return nil }
      let enclosing = (functions[range.file] ?? []).filter { $0.range.encloses(range) }
      if enclosing.contains(where: { known.introduce($0.range) }) { return nil }
      return UnexplainedOrder(operation: operation)
    }
  }
}

extension Operation {
  fileprivate var needsExplanation: Bool {
    guard let order = order.order else { return false }
    if kind == .fence { return true }
    if order != .sequentiallyConsistent { return orderRange != nil || innerRange != nil }
    guard orderRange != nil, let failure = failureOrder?.order else { return false }
    // What a failed exchange gives is rarely used; one that follows from the other needs no words.
    return failure != .sequentiallyConsistent && failure != order.afterFailure
  }
}

extension SourceRange {
  fileprivate func encloses(_ other: SourceRange) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}
