import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// A builtin with the name it was called by.
  struct NamedBuiltin {
    var name: String
    var builtin: CAtomics.Builtin
  }

  /// The atomic builtin a node stands for. libclang does not name these nodes; the text does.
  mutating func namedBuiltin(_ node: Int) -> NamedBuiltin? {
    guard tree[node].kind == CXCursor_UnexposedExpr, tree[node].children.count >= 2 else {
      return nil
    }
    if let known = builtins[node] { return known }
    let found = readBuiltin(node)
    builtins[node] = .some(found)
    return found
  }

  private func readBuiltin(_ node: Int) -> NamedBuiltin? {
    let start = tree.start(of: node)
    let spelled = context.spelling(of: start)
    if let file = spelled.file, context.entry(for: file) != nil {
      let name = context.word(in: file, at: spelled.offset)
      return CAtomics.builtin(name).map { NamedBuiltin(name: name, builtin: $0) }
    }
    return pastedBuiltin(node, at: expansion(of: start))
  }

  /// The name was made by token pasting and stands nowhere. The number of operands says what kind of
  /// operation it is; the words of the call say which update.
  private func pastedBuiltin(_ node: Int, at place: Place) -> NamedBuiltin? {
    guard let file = place.file else { return nil }
    let bytes = context.source(of: file)
    let stop = min(bytes.count, place.offset + 80)
    guard place.offset < stop else { return nil }
    let words = bytes[place.offset..<stop].prefix { $0 != UInt8(ascii: ";") }
    let text = String(decoding: words, as: UTF8.self).lowercased()
    // In C++ libclang shows much else as such nodes.
    if context.isCXX, !text.contains("atomic") { return nil }
    let type = tree[node].cursor.type
    let name: String
    switch tree[node].children.count {
    case 2 where !type.isVoid: name = "__atomic_load_n"
    case 3 where type.isVoid: name = text.contains("load") ? "__atomic_load" : "__atomic_store_n"
    case 3: name = pastedUpdate(in: text)
    case 4 where type.isVoid: name = "__atomic_exchange"
    case 5 where type.isBoolean:
      name = "__c11_atomic_compare_exchange_" + (text.contains("weak") ? "weak" : "strong")
    case 6: name = "__atomic_compare_exchange_n"
    default: return nil
    }
    return CAtomics.builtin(name).map { NamedBuiltin(name: name, builtin: $0) }
  }

  private func pastedUpdate(in text: String) -> String {
    let operations = ["nand", "add", "sub", "and", "xor", "or", "max", "min"]
    for operation in operations {
      if text.contains("fetch_\(operation)") { return "__atomic_fetch_\(operation)" }
      if text.contains("\(operation)_fetch") { return "__atomic_\(operation)_fetch" }
    }
    return "__atomic_exchange_n"
  }

  // MARK: Operands

  /// The children of an atomic expression, by what they are.
  private struct Parts {
    var pointer: Int
    var order: Int?
    var values: [Int]
    var failure: Int?
    var weak: Int?

    /// In the order clang stores them: pointer, order, value, failure order, second value, weak.
    init?(_ children: [Int], _ builtin: CAtomics.Builtin) {
      guard let first = children.first else { return nil }
      pointer = first
      switch builtin.kind {
      case .initialize:
        values = Array(children.dropFirst())
      case .compareExchange:
        guard children.count >= 5 else { return nil }
        order = children[1]
        values = [children[2], children[4]]
        failure = children[3]
        weak = children.count > 5 ? children[5] : nil
      case .load:
        guard children.count >= 2 else { return nil }
        order = children[1]
        values = Array(children.dropFirst(2))
      default:
        guard children.count >= 3 else { return nil }
        order = children[1]
        values = Array(children.dropFirst(2))
      }
    }
  }

  mutating func atomic(_ named: NamedBuiltin, _ node: Int) -> Operand {
    let builtin = named.builtin
    guard let parts = Parts(tree[node].children, builtin) else {
      opaque("call of \(named.name)", at: node)
      return unknown(named.name, tree[node].children)
    }
    let address = value(parts.pointer)
    switch builtin.kind {
    case .load:
      let order = ordering(parts.order, of: node)
      let layout = exactLayout(of: tree[parts.pointer].cursor.type.pointee)
      let result = Operand.result(
        emit(.read(at: address, .atomic(order)), at: node, layout: layout))
      return give(result, through: builtin.isGeneric ? parts.values.first : nil, at: node)
    case .store, .initialize:
      let stored = operand(parts.values.first, isPointed: builtin.isGeneric)
      let access: Access =
        builtin.kind == .initialize ? .plain : .atomic(ordering(parts.order, of: node))
      let layout = exactLayout(of: tree[parts.pointer].cursor.type.pointee)
      emit(.write(at: address, value: stored, access), at: node, layout: layout)
      return .unknown("void")
    case .exchange:
      return update(.exchange, at: address, parts, (builtin, node))
    case .update(let operation):
      return update(operation, at: address, parts, (builtin, node))
    case .compareExchange:
      return compareExchange(at: address, parts, (builtin, node))
    case .testAndSet, .clear, .fence:
      opaque("call of \(named.name)", at: node)
      return .unknown(named.name)
    }
  }

  private mutating func update(
    _ operation: UpdateOperator, at address: Operand, _ parts: Parts,
    _ call: (builtin: CAtomics.Builtin, node: Int)
  ) -> Operand {
    let argument = operand(parts.values.first, isPointed: call.builtin.isGeneric)
    let order = ordering(parts.order, of: call.node)
    let event = emit(
      .update(at: address, operation, operand: argument, order), at: call.node,
      layout: exactLayout(
        of: operation == .exchange
          ? tree[parts.pointer].cursor.type.pointee : tree[call.node].cursor.type))
    let result =
      call.builtin.givesNewValue
      ? wrapped(
        operation.newValue(old: .result(event), operand: argument),
        to: tree[call.node].cursor.type) : .result(event)
    let destination = call.builtin.isGeneric && parts.values.count > 1 ? parts.values[1] : nil
    return give(result, through: destination, at: call.node)
  }

  private mutating func compareExchange(
    at address: Operand, _ parts: Parts, _ call: (builtin: CAtomics.Builtin, node: Int)
  ) -> Operand {
    let expected = pointed(parts.values[0])
    let old = read(
      expected, at: parts.values[0], as: tree[parts.values[0]].cursor.type.pointee)
    let desired = operand(parts.values[1], isPointed: call.builtin.isGeneric)
    let success = ordering(parts.order, of: call.node)
    let failure = ordering(parts.failure, of: call.node)
    let isWeak = call.builtin.isWeak ?? parts.weak.flatMap { constant($0) }.map { $0 != 0 } ?? true
    let event = emit(
      .compareExchange(
        at: address, expected: old, desired: desired, success: success, failure: failure,
        isWeak: isWeak), at: call.node,
      layout: exactLayout(of: tree[parts.pointer].cursor.type.pointee))
    writeBack(event, to: expected, at: call.node)
    return .exchanged(event)
  }

  /// A failed compare-exchange stores what it found in `expected`.
  mutating func writeBack(_ event: EventID, to expected: Target, at node: Int) {
    guard case .memory = expected else {
      // On success the value found equals the expected one.
      return write(.result(event), to: expected, at: node)
    }
    let failed = builder.makeBlock()
    let end = builder.makeBlock()
    builder.terminate(.branch(.exchanged(event), then: end, else: failed))
    builder.begin(failed)
    write(.result(event), to: expected, at: node)
    builder.begin(end)
  }

  /// What a pointer argument points at; a local itself for `&local`.
  mutating func pointed(_ node: Int) -> Target {
    let inner = tree.strippingCasts(node)
    if tree[inner].kind == CXCursor_UnaryOperator,
      tree[inner].cursor.unaryOperator == CXUnaryOperator_AddrOf,
      let child = tree.child(0, of: inner)
    {
      return target(child)
    }
    return .memory(value(node), access(of: tree[node].cursor.type.pointee))
  }

  private mutating func operand(_ node: Int?, isPointed: Bool) -> Operand {
    guard let node else { return .unknown("missing argument") }
    return isPointed
      ? read(pointed(node), at: node, as: tree[node].cursor.type.pointee) : value(node)
  }

  /// Hands a result on: as the value, or through the pointer of a generic builtin.
  private mutating func give(_ result: Operand, through pointer: Int?, at node: Int) -> Operand {
    guard let pointer else { return converted(result, to: tree[node].cursor.type) }
    write(result, to: pointed(pointer), at: node)
    return .unknown("void")
  }

  // MARK: Orders

  mutating func ordering(_ node: Int?, of call: Int) -> Ordering {
    guard let node else { return .implicit }
    let range = orderRange(node, of: call)
    guard let raw = constant(node) else {
      if context.isCXX, let named = orderByName(node) {
        return Ordering(.known(named), range: range)
      }
      // The conversion of a parameter to `int` changes no order.
      let inner = context.isExact ? tree.strippingParentheses(node) : node
      return Ordering(.operand(value(inner)), range: range)
    }
    // GCC's lock elision hints are bits above the order.
    guard let order = MemoryOrder(rawValue: Int(truncatingIfNeeded: raw & 0xFFFF)) else {
      return Ordering(.operand(.integer(raw)), range: range)
    }
    return Ordering(.known(order), range: range)
  }

  /// The order that a name says which depends on template parameters, or which a header would have
  /// declared that is missing.
  private func orderByName(_ node: Int) -> MemoryOrder? {
    let inner = tree.strippingCasts(node)
    let kind = tree[inner].kind
    guard kind == CXCursor_DeclRefExpr || kind == CXCursor_CallExpr else { return nil }
    let text = context.text(of: tree[inner].cursor)
    guard text.utf8.allSatisfy({ Characters.isWord($0) || $0 == UInt8(ascii: ":") }) else {
      return nil
    }
    return CXXLibrary.order(named: text)
  }

  // MARK: Builtins that are calls

  /// `__sync_*`, `__atomic_test_and_set`, `__atomic_clear` and the fences.
  mutating func atomicCall(_ named: NamedBuiltin, _ arguments: [Int], _ node: Int) -> Operand {
    let builtin = named.builtin
    if case .fence(let scope) = builtin.kind {
      let order =
        builtin.family == .sync
        ? Ordering.implicit : ordering(arguments.first, of: node)
      emit(.fence(order, scope), at: node)
      return .unknown("void")
    }
    guard let first = arguments.first else { return .unknown(named.name) }
    let address = value(first)
    let values = arguments.dropFirst().map { value($0) }
    let order =
      builtin.family == .sync
      ? CAtomics.syncOrdering(named.name)
      : ordering(arguments.dropFirst(builtin.kind.orderPosition).first, of: node)
    return atomicCall(builtin, at: address, values, (order, node))
  }

  private mutating func atomicCall(
    _ builtin: CAtomics.Builtin, at address: Operand, _ values: [Operand],
    _ call: (order: Ordering, node: Int)
  ) -> Operand {
    let argument = values.first ?? .unknown("missing argument")
    switch builtin.kind {
    case .testAndSet:
      return .result(
        emit(
          .update(at: address, .exchange, operand: .integer(1), call.order), at: call.node))
    case .clear:
      emit(.write(at: address, value: .integer(0), .atomic(call.order)), at: call.node)
      return .unknown("void")
    case .exchange:
      return .result(
        emit(.update(at: address, .exchange, operand: argument, call.order), at: call.node))
    case .update(let operation):
      let type = updatedType(operation, call.node)
      let old = Operand.result(
        emit(
          .update(at: address, operation, operand: wrapped(argument, to: type), call.order),
          at: call.node, layout: exactLayout(of: type)))
      return builtin.givesNewValue
        ? wrapped(operation.newValue(old: old, operand: argument), to: type) : old
    case .compareExchange where builtin.family == .sync:
      let desired = values.count > 1 ? values[1] : .unknown("missing argument")
      let event = emit(
        .compareExchange(
          at: address, expected: argument, desired: desired, success: call.order,
          failure: call.order, isWeak: false), at: call.node)
      return builtin.givesFoundValue ? .result(event) : .exchanged(event)
    case .compareExchange, .load, .store, .initialize, .fence:
      opaque("atomic builtin", at: call.node)
      return .unknown("atomic builtin")
    }
  }

  /// What the object of a builtin is. `__sync_fetch_and_umax` says it is unsigned, whatever it is.
  private func updatedType(_ operation: UpdateOperator, _ node: Int) -> CXType {
    let result = tree[node].cursor.type
    guard operation == .unsignedMinimum || operation == .unsignedMaximum,
      let argument = tree.child(1, of: node)
    else { return result }
    let pointer = tree[tree.strippingCasts(argument)].cursor.type
    return pointer.isPointer ? pointer.pointee : result
  }
}

extension CAtomics.Builtin.Kind {
  /// Which argument of the call is the order.
  fileprivate var orderPosition: Int {
    switch self {
    case .exchange, .update, .store: 2
    case .load, .testAndSet, .clear, .compareExchange, .initialize, .fence: 1
    }
  }
}
