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
    case .fence:
      for argument in arguments where constant(argument) == nil { _ = value(argument) }
      emit(.fence(order(entry.order, arguments).ordering, .thread), at: node)
    case .compilerFence:
      emit(.fence(Ordering(.known(.sequentiallyConsistent)), .signal), at: node)
    case .lock: emit(.lock(at: value(arguments[entry.object]), isTry: false), at: node)
    case .tryLock:
      let event = emit(.lock(at: value(arguments[entry.object]), isTry: true), at: node)
      return entry.result == .failure ? .not(.exchanged(event)) : .exchanged(event)
    case .unlock: emit(.unlock(at: value(arguments[entry.object])), at: node)
    case .free: emit(.free(value(arguments[entry.object])), at: node)
    case .allocate:
      for argument in arguments { discard(argument) }
      return .result(emit(.allocate, at: node))
    case .passThrough: return value(arguments[entry.object])
    case .nothing:
      for argument in arguments { discard(argument) }
    case .updateInName: return nil
    }
    return .integer(0)
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
    var (ordering, isFull) = order(entry.order, arguments)
    if let pointerOrder = entry.pointerOrder, ordering.order == .relaxed,
      holdsPointer(arguments[entry.object], isLvalue: entry.isLvalue)
    {
      ordering.value = .known(pointerOrder)
    }
    let stored =
      entry.value.map {
        arguments.indices.contains($0) ? value(arguments[$0]) : .unknown("missing argument")
      }
      ?? Operand.integer(entry.amount)
    if isFull { fullFence(at: node) }
    let result: Operand
    switch entry.kind {
    case .store:
      emit(.write(at: address, value: stored, .atomic(ordering)), at: node)
      result = stored
    case .initialize:
      emit(.write(at: address, value: stored, .plain), at: node)
      result = stored
    case .update(let operation):
      let event = emit(
        .update(at: address, operation, operand: stored, ordering), at: node)
      result = outcome(
        entry.result, old: .result(event),
        new: operation.newValue(old: .result(event), operand: stored))
    case .compareExchange(let isWeak):
      result = compareExchange(
        entry, at: address, desired: stored, (ordering, isWeak), arguments, node)
    default:
      result = .result(emit(.read(at: address, .atomic(ordering)), at: node))
    }
    if isFull { fullFence(at: node) }
    if let output = entry.output, entry.kind.givesItsValueAway {
      write(result, to: pointed(arguments[output]), at: node)
      return .integer(1)
    }
    return result
  }

  private mutating func compareExchange(
    _ entry: VocabularyEntry, at address: Operand, desired: Operand,
    _ strength: (ordering: Ordering, isWeak: Bool), _ arguments: [Int], _ node: Int
  ) -> Operand {
    let argument = arguments[entry.expected]
    let holder = entry.isExpectedPointer ? pointed(argument) : nil
    let expected = holder.map { read($0, at: argument) } ?? value(argument)
    let failure =
      entry.failure.map { order($0, arguments).ordering }
      ?? Ordering(.known(strength.ordering.order?.forFailure ?? .sequentiallyConsistent))
    let event = emit(
      .compareExchange(
        at: address, expected: expected, desired: desired, success: strength.ordering,
        failure: failure, isWeak: strength.isWeak), at: node)
    if let holder { writeBack(event, to: holder, at: node) }
    if let output = entry.output {
      write(.result(event), to: pointed(arguments[output]), at: node)
    }
    switch entry.result {
    case .old: return .result(event)
    case .failure: return .not(.exchanged(event))
    case .new, .success, .isZero, .wasZero, .none: return .exchanged(event)
    }
  }

  private func outcome(
    _ result: VocabularyEntry.Result, old: Operand, new: Operand
  ) -> Operand {
    switch result {
    case .old: old
    case .new: new
    case .isZero: .not(new)
    case .wasZero: .not(old)
    case .success, .failure, .none: .unknown("void")
    }
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

  private mutating func fullFence(at node: Int) {
    emit(.fence(Ordering(.known(.sequentiallyConsistent)), .thread), at: node)
  }

  // MARK: Orders

  /// The order of a call, and whether it is a full barrier.
  private mutating func order(
    _ order: VocabularyEntry.Order, _ arguments: [Int]
  ) -> (ordering: Ordering, isFull: Bool) {
    switch order {
    case .known(let known): return (Ordering(.known(known)), false)
    case .full: return (Ordering(.known(.sequentiallyConsistent)), true)
    case .inName: return (.implicit, false)
    case .argument(let position, let otherwise):
      guard arguments.indices.contains(position) else {
        switch otherwise {
        case .known(let known): return (Ordering(.known(known)), false)
        case .full: return (Ordering(.known(.sequentiallyConsistent)), true)
        }
      }
      return argumentOrder(arguments[position])
    }
  }

  /// Libraries number their orders as they like, so a constant's name counts before its value.
  private mutating func argumentOrder(_ node: Int) -> (ordering: Ordering, isFull: Bool) {
    let inner = tree.strippingCasts(node)
    let range = orderRange(node, of: node)
    let name = tree[inner].cursor.name
    if tree[inner].kind == CXCursor_DeclRefExpr, let order = NamePattern.order(namedIn: name) {
      return (Ordering(.known(order), range: range), name.hasSuffix("_FENCE"))
    }
    return (ordering(node, of: node), false)
  }
}

extension VocabularyEntry.Kind {
  /// Whether an output argument receives the value; a compare-exchange hands it on itself.
  fileprivate var givesItsValueAway: Bool {
    if case .compareExchange = self { false } else { true }
  }
}

extension MemoryOrder {
  /// What a compare-exchange that names one order does when it fails (C11 7.17.7.4).
  fileprivate var forFailure: MemoryOrder {
    switch self {
    case .relaxed, .release: .relaxed
    case .consume: .consume
    case .acquire, .acquireRelease: .acquire
    case .sequentiallyConsistent: .sequentiallyConsistent
    }
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
