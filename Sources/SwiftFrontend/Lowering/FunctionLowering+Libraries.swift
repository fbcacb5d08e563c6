import MemoryModel
import OrderLint
import Vocabularies

/// C functions that Swift calls and that no code of the run defines, as vocabularies describe them.
extension FunctionLowering {
  /// The value of a call; nil if it does not have the arguments.
  mutating func lowerLibraryCall(
    _ operation: VocabularyOperation, _ arguments: [Operand], _ span: Span
  ) -> Typed? {
    guard arguments.count >= operation.argumentCount else { return nil }
    let entry = operation.entry
    let (ordering, isFull) = entry.fixedOrder
    switch entry.kind {
    case .load, .store, .update, .compareExchange:
      if isFull { emitFullFence(span) }
      let result = lowerAccess(entry, ordering, arguments, span)
      if isFull { emitFullFence(span) }
      return result
    case .fence: emit(.fence(ordering, .thread), span)
    case .compilerFence: emit(.fence(ordering, .signal), span)
    case .lock: emit(.lock(at: arguments[entry.object], isTry: false), span)
    case .tryLock:
      return Typed(
        .exchanged(emit(.lock(at: arguments[entry.object], isTry: true), span)), .boolean)
    case .unlock: emit(.unlock(at: arguments[entry.object]), span)
    case .initialize, .updateInName, .free, .allocate, .passThrough, .nothing: return nil
    }
    return .void
  }

  private func value(of outcome: VocabularyCall.Outcome, _ entry: VocabularyEntry) -> Typed {
    if entry.kind == .store || entry.kind == .initialize { return .void }
    switch outcome.result {
    case nil: return .void
    case .exchanged(let event): return Typed(.exchanged(event), .boolean)
    case .not(let inner): return Typed(.not(inner), .boolean)
    case .some(let result): return Typed(result)
    }
  }

  private mutating func emitFullFence(_ span: Span) {
    emit(.fence(Ordering(.known(.sequentiallyConsistent)), .thread), span)
  }
}

extension VocabularyEntry {
  /// The order of calls that name none, and whether they are full barriers.
  fileprivate var fixedOrder: (ordering: Ordering, isFull: Bool) {
    if case .known(let order) = order { return (Ordering(.known(order)), false) }
    return (Ordering(.known(.sequentiallyConsistent)), order == .full)
  }
}

extension SwiftAtomics {
  /// What functions of C's libraries do that Swift code calls by their own names.
  static let libraryOperations: [String: VocabularyOperation] = {
    var table: [String: VocabularyOperation] = [:]
    for vocabulary in ShippedVocabularies.all
    where ["osatomic", "windows"].contains(vocabulary.name) {
      for name in vocabulary.entries.flatMap(\.patterns).flatMap(\.names) {
        table[name] = vocabulary.operation(named: name)
      }
    }
    return table
  }()

  /// Names of theirs that make a Swift file worth parsing.
  static let libraryNames = Set(
    libraryOperations.filter { $0.value.entry.kind.concernsMemory }.keys)
}
