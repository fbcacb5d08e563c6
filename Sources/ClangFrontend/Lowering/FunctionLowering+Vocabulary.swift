import CLibclang
import MemoryModel
import OrderLint
import Vocabularies

extension FunctionLowering {
  /// The call of a function that a library's vocabulary describes; nil if it describes none.
  mutating func vocabularyCall(
    _ declaration: CXCursor, _ arguments: [Int], _ node: Int
  ) -> Operand? {
    guard let operation = context.operation(of: declaration),
      arguments.count >= operation.argumentCount
    else { return nil }
    let entry = operation.entry
    switch entry.kind {
    case .load, .store, .initialize, .update, .compareExchange:
      return atomicCall(entry, arguments, node)
    case .updateInName: return nil
    case .fence: for argument in arguments where constant(argument) == nil { discard(argument) }
    case .allocate, .nothing: discardAll(arguments)
    case .compilerFence, .lock, .tryLock, .unlock, .free, .passThrough: break
    }
    var call = VocabularyCall(entry)
    if entry.hasObject { call.address = value(arguments[entry.object]) }
    if entry.kind == .fence { call.order = order(entry.order, arguments) }
    return perform(call, node).result ?? .integer(0)
  }

  private mutating func perform(_ call: VocabularyCall, _ node: Int) -> VocabularyCall.Outcome {
    call.lower { emit($0, at: node) }
  }

  // MARK: Accesses

  private mutating func atomicCall(
    _ entry: VocabularyEntry, _ arguments: [Int], _ node: Int
  ) -> Operand? {
    let object: Target
    if entry.isLvalue {
      object = target(tree.strippingParentheses(arguments[entry.object]))
    } else {
      object = .memory(value(arguments[entry.object]), .plain)
    }
    // A local variable whose address nobody has is no shared object.
    guard case .memory(let address, _) = object else {
      return localCall(entry, object, arguments, node)
    }
    var call = VocabularyCall(entry)
    call.address = address
    call.order = order(entry.order, arguments)
    if let pointerOrder = entry.pointerOrder, call.order.ordering.order == .relaxed,
      holdsPointer(arguments[entry.object], isLvalue: entry.isLvalue)
    {
      call.order.ordering.value = .known(pointerOrder)
    }
    if let position = entry.value {
      if arguments.indices.contains(position) { call.value = value(arguments[position]) }
    } else {
      call.value = .integer(entry.amount)
    }
    if case .compareExchange = entry.kind { return compareExchange(call, arguments, node) }
    let result = perform(call, node).result ?? .unknown("void")
    guard let output = entry.output else { return result }
    write(result, to: pointed(arguments[output]), at: node)
    return .integer(1)
  }

  private mutating func compareExchange(
    _ call: VocabularyCall, _ arguments: [Int], _ node: Int
  ) -> Operand {
    var call = call
    let argument = arguments[call.entry.expected]
    let holder = call.entry.isExpectedPointer ? pointed(argument) : nil
    call.expected = holder.map { read($0, at: argument) } ?? value(argument)
    call.failure = call.entry.failure.map { order($0, arguments).ordering }
    let outcome = perform(call, node)
    if let event = outcome.event {
      if let holder { writeBack(event, to: holder, at: node) }
      if let output = call.entry.output {
        write(.result(event), to: pointed(arguments[output]), at: node)
      }
    }
    return outcome.result ?? .unknown("void")
  }

  private mutating func localCall(
    _ entry: VocabularyEntry, _ object: Target, _ arguments: [Int], _ node: Int
  ) -> Operand? {
    switch entry.kind {
    case .load: return read(object, at: node)
    case .store:
      guard let position = entry.value else { return nil }
      let stored = value(arguments[position])
      write(stored, to: object, at: node)
      return stored
    default: return nil
    }
  }

  private func holdsPointer(_ object: Int, isLvalue: Bool) -> Bool {
    let type = tree[tree.strippingParentheses(object)].cursor.type
    return (isLvalue ? type : type.canonical.pointee).isPointer
  }

  // MARK: Orders

  private mutating func order(
    _ order: VocabularyEntry.Order, _ arguments: [Int]
  ) -> VocabularyOrder {
    switch order {
    case .known(let known): return VocabularyOrder(known)
    case .full: return VocabularyOrder(.full)
    case .inName: return VocabularyOrder(.implicit)
    case .argument(let position, let otherwise):
      return arguments.indices.contains(position)
        ? argumentOrder(arguments[position]) : VocabularyOrder(otherwise)
    }
  }

  /// Libraries number their orders as they like, so a constant's name counts before its value.
  private mutating func argumentOrder(_ node: Int) -> VocabularyOrder {
    let inner = tree.strippingCasts(node)
    let range = orderRange(node, of: node)
    let name = tree[inner].cursor.name
    if tree[inner].kind == CXCursor_DeclRefExpr, let order = NamePattern.order(namedIn: name) {
      return VocabularyOrder(
        Ordering(.known(order), range: range), isFull: name.hasSuffix("_FENCE"))
    }
    return VocabularyOrder(ordering(node, of: node))
  }
}

extension UnitContext {
  /// How the name of a macro's replacement starts; see `MacroReplacements`.
  static let replacementPrefix = "__orderlint_"

  /// What a library's vocabulary says of a function, if it counts for this one.
  func operation(of declaration: CXCursor) -> VocabularyOperation? {
    guard !vocabulary.isEmpty else { return nil }
    let key = declaration.canonical.identity
    if let key, let known = operations[key] { return known }
    let found = findOperation(of: declaration)
    if let key { operations[key] = .some(found) }
    return found
  }

  private func findOperation(of declaration: CXCursor) -> VocabularyOperation? {
    let name = declaration.name
    if name.hasPrefix(Self.replacementPrefix) {
      var operation = vocabulary.operation(
        named: String(name.dropFirst(Self.replacementPrefix.count)))
      // The replacement takes the address.
      operation?.entry.isLvalue = false
      return operation
    }
    guard let operation = vocabulary.operation(named: name) else { return nil }
    let definition = declaration.definition
    guard !definition.isNull else { return operation }
    switch operation.precedence {
    case .always: return operation
    case .opaque: return isOpaque(definition) ? operation : nil
    case .undefined: return nil
    }
  }

  /// Whether the body of a function cannot be understood: it has assembly, or no atomic operation but
  /// volatile accesses.
  private func isOpaque(_ definition: CXCursor) -> Bool {
    var isNative = false
    for (cursor, _) in definition.descendants(limit: 2000) {
      switch cursor.kind {
      case CXCursor_GCCAsmStmt, CXCursor_MSAsmStmt: return true
      case CXCursor_UnexposedExpr, CXCursor_CallExpr:
        let name = word(of: cursor)
        if CAtomics.builtin(name) != nil || name.hasPrefix("atomic_") { isNative = true }
      default: break
      }
    }
    return !isNative
  }

  private func word(of cursor: CXCursor) -> String {
    let place = Place(spelling: cursor.start)
    return place.file.map { word(in: $0, at: place.offset) } ?? ""
  }
}
