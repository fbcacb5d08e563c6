import MemoryModel
import OrderLint

/// Operations of atomics that C declares and Swift imports as methods. Their orders are C's, given by
/// position or under labels that begin with `order`.
extension FunctionLowering {
  /// The operation; nil if the call is none of these.
  mutating func lowerImportedAtomic(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    guard !call.hasOrdering, let operation = SwiftAtomics.importedOperations[name] else {
      return nil
    }
    let parts = ImportedArguments(call)
    let isTyped = isImportedAtomic(receiver.type)
    guard !parts.orders.isEmpty || isTyped && SwiftAtomics.namesImportedAtomic(name),
      parts.values.count <= operation.valueCount, parts.values.count >= operation.leastValueCount
    else { return nil }
    let (address, element) = atomicAddress(receiver)
    return lowerImported(operation, at: address, element, (parts, call.span))
  }

  private func isImportedAtomic(_ type: SwiftType) -> Bool {
    if case .atomic(.inPlace, _) = type { true } else { false }
  }

  private mutating func lowerImported(
    _ operation: SwiftAtomics.ImportedOperation, at address: Operand, _ element: SwiftType,
    _ call: (arguments: ImportedArguments, span: Span)
  ) -> Typed {
    let (parts, span) = call
    let order = parts.orders.first.map { ordering($0) } ?? Ordering(.known(.sequentiallyConsistent))
    switch operation {
    case .load:
      let event = emit(.read(at: address, .atomic(order)), span)
      noteNumber(element)
      return Typed(.result(event), element)
    case .store:
      emit(.write(at: address, value: given(0, parts, element), .atomic(order)), span)
      return .void
    case .initialize:
      emit(.write(at: address, value: given(0, parts, element), .plain), span)
      return .void
    case .update(let update):
      let change = given(0, parts, element)
      let event = emit(.update(at: address, update, operand: change, order), span)
      noteNumber(element)
      return Typed(.result(event), element)
    case .compareExchange:
      let expected = given(0, parts, element)
      return Typed(
        .exchanged(exchange(at: address, expected, element, (parts, order), span)), .boolean)
    case .loadingCompareExchange:
      let found = given(0, parts, element)
      let expected = Operand.result(emit(.read(at: found, .plain), span))
      let event = exchange(at: address, expected, element, (parts, order), span)
      let failed = builder.makeBlock()
      let end = builder.makeBlock()
      builder.terminate(.branch(.exchanged(event), then: end, else: failed))
      builder.begin(failed)
      emit(.write(at: found, value: .result(event), .plain), span)
      builder.begin(end)
      return Typed(.exchanged(event), .boolean)
    }
  }

  private mutating func exchange(
    at address: Operand, _ expected: Operand, _ element: SwiftType,
    _ given: (parts: ImportedArguments, success: Ordering), _ span: Span
  ) -> EventID {
    let parts = given.parts
    let desired = self.given(1, parts, element)
    let failure =
      parts.orders.count > 1
      ? ordering(parts.orders[1])
      : parts.orders.isEmpty ? given.success.afterFailure : Ordering(.known(.relaxed))
    return emit(
      .compareExchange(
        at: address, expected: expected, desired: desired, success: given.success,
        failure: failure, isWeak: parts.isWeak), span)
  }

  private mutating func given(
    _ position: Int, _ parts: ImportedArguments, _ element: SwiftType
  ) -> Operand {
    guard parts.values.indices.contains(position) else { return .integer(1) }
    let value = parts.values[position]
    return operand(lowerValue(value, expected: element), value.span)
  }
}

/// The arguments of an imported operation, told apart by what they are.
private struct ImportedArguments {
  var values: [Expression] = []
  var orders: [Expression] = []
  var isWeak = false

  init(_ call: FunctionLowering.Call) {
    var rest = call.arguments[...]
    while let last = rest.last, Self.isOrder(last) {
      orders.insert(last.value, at: 0)
      rest.removeLast()
    }
    if let last = rest.last, case .implicitMember(let name) = last.value.kind,
      name == "weak" || name == "strong"
    {
      isWeak = name == "weak"
      rest.removeLast()
    }
    values = rest.map(\.value)
  }

  private static func isOrder(_ argument: Argument) -> Bool {
    guard argument.label?.hasPrefix("order") ?? true else { return false }
    switch argument.value.kind {
    case .implicitMember(let name): return SwiftAtomics.orders[name] != nil
    case .member(let base, let name):
      guard case .name(let type, _) = base.kind, type.hasSuffix("MemoryOrder") else { return false }
      return SwiftAtomics.orders[name] != nil
    default: return false
    }
  }
}
