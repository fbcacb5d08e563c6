import MemoryModel
import OrderLint
import Vocabularies

/// C functions that Swift calls and that no code of the run defines, as vocabularies describe them.
extension FunctionLowering {
  /// The value of a call; nil if it does not have the arguments.
  mutating func lowerLibraryCall(_ operation: VocabularyOperation, _ call: Call) -> Typed? {
    let entry = operation.entry
    // Only macros are given the object itself, and Swift cannot call those.
    guard call.arguments.count >= operation.argumentCount, !entry.isLvalue,
      entry.kind != .updateInName
    else { return nil }
    let arguments = lowerArguments(call.arguments)
    var lowered = VocabularyCall(entry)
    if entry.hasObject { lowered.address = arguments[entry.object] }
    lowered.order = order(entry.order, call, arguments)
    lowered.failure = entry.failure.map { order($0, call, arguments).ordering }
    lowered.value = entry.value.map { arguments[$0] } ?? .integer(entry.amount)
    if case .compareExchange = entry.kind {
      let expected = arguments[entry.expected]
      lowered.expected =
        entry.isExpectedPointer ? .result(emit(.read(at: expected, .plain), call.span)) : expected
    }
    let outcome = lowered.lower { emit($0, call.span) }
    if case .compareExchange = entry.kind, let event = outcome.event {
      handOut(event, entry, arguments, call.span)
    } else if let output = entry.output, let result = outcome.result {
      emit(.write(at: arguments[output], value: result, .plain), call.span)
    }
    return value(of: outcome, entry)
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

  /// What a compare-exchange found goes where the call wants it, on failure to what was expected.
  private mutating func handOut(
    _ event: EventID, _ entry: VocabularyEntry, _ arguments: [Operand], _ span: Span
  ) {
    if let output = entry.output {
      emit(.write(at: arguments[output], value: .result(event), .plain), span)
    }
    guard entry.isExpectedPointer else { return }
    let failed = builder.makeBlock()
    let end = builder.makeBlock()
    builder.terminate(.branch(.exchanged(event), then: end, else: failed))
    builder.begin(failed)
    emit(.write(at: arguments[entry.expected], value: .result(event), .plain), span)
    builder.begin(end)
  }

  private func order(
    _ order: VocabularyEntry.Order, _ call: Call, _ arguments: [Operand]
  ) -> VocabularyOrder {
    switch order {
    case .known(let known): return VocabularyOrder(known)
    case .full: return VocabularyOrder(.full)
    case .inName: return VocabularyOrder(.sequentiallyConsistent)
    case .argument(let position, let otherwise):
      guard arguments.indices.contains(position) else { return VocabularyOrder(otherwise) }
      let written = call.arguments[position].value
      let range = range(written.span)
      guard let known = Self.order(named: written) else {
        return VocabularyOrder(Ordering(.operand(arguments[position]), range: range))
      }
      return VocabularyOrder(Ordering(.known(known), range: range))
    }
  }

  private static func order(named expression: Expression) -> MemoryOrder? {
    switch expression.kind {
    case .implicitMember(let name), .member(_, let name), .name(let name, _):
      SwiftAtomics.orders[name] ?? NamePattern.order(namedIn: name)
    default: nil
    }
  }
}

/// What functions of C's libraries do that Swift code calls by their own names.
struct SwiftLibraries: Sendable {
  private let operations: [String: VocabularyOperation]
  /// What installs handlers.
  let installers: HandlerInstallers

  /// Of the user's vocabularies and those shipped whose functions Swift imports. Names that a
  /// pattern with `*` stands for are not among them, since there is no end of those.
  init(_ selection: VocabularySelection) {
    var operations: [String: VocabularyOperation] = [:]
    let shipped = ShippedVocabularies.importedBySwift.filter {
      !selection.disabled.contains($0.name)
    }
    for vocabulary in selection.user + shipped {
      for name in vocabulary.entries.flatMap(\.patterns).flatMap(\.names)
      where operations[name] == nil {
        operations[name] = vocabulary.operation(named: name)
      }
    }
    self.operations = operations
    installers = selection.installers
  }

  static let shipped = SwiftLibraries(VocabularySelection())

  func operation(named name: String) -> VocabularyOperation? { operations[name] }

  /// Names that make a Swift file worth parsing.
  var names: Set<String> { Set(operations.filter { $0.value.entry.kind.concernsMemory }.keys) }
}
