import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// A call of a member of an atomic object.
  mutating func atomicMember(
    _ operation: CXXLibrary.Operation, at address: Operand, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let written = arguments.filter { !isDefaultArgument($0) }
    switch operation {
    case .load, .test:
      return .result(
        emit(.read(at: address, .atomic(memberOrder(written, 0, node))), at: node))
    case .store:
      let stored = written.first.map { value($0) } ?? .unknown("missing argument")
      emit(.write(at: address, value: stored, .atomic(memberOrder(written, 1, node))), at: node)
      return .unknown("void")
    case .initialize:
      let stored = written.first.map { value($0) } ?? .unknown("missing argument")
      emit(.write(at: address, value: stored, .plain), at: node)
      return .unknown("void")
    case .clear:
      emit(
        .write(at: address, value: .integer(0), .atomic(memberOrder(written, 0, node))), at: node)
      return .unknown("void")
    case .testAndSet:
      return .result(
        emit(
          .update(at: address, .exchange, operand: .integer(1), memberOrder(written, 0, node)),
          at: node))
    case .exchange: return memberUpdate(.exchange, at: address, written, node)
    case .update(let update): return memberUpdate(update, at: address, written, node)
    case .compareExchange(let isWeak):
      guard let first = written.first else { return .unknown("missing argument") }
      return memberCompareExchange(at: address, target(first), written, (isWeak, node))
    case .wait:
      atomicWait(at: address, written, node)
      return .unknown("void")
    case .nothing:
      for argument in written { discard(argument) }
      return .unknown("nothing")
    }
  }

  private mutating func memberUpdate(
    _ operation: UpdateOperator, at address: Operand, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let operand = arguments.first.map { value($0) } ?? .unknown("missing argument")
    let order = memberOrder(arguments, 1, node)
    return .result(emit(.update(at: address, operation, operand: operand, order), at: node))
  }

  /// `arguments` are expected, desired and the orders.
  mutating func memberCompareExchange(
    at address: Operand, _ expected: Target, _ arguments: [Int], _ call: (isWeak: Bool, node: Int)
  ) -> Operand {
    let old = read(expected, at: arguments[0])
    let desired = arguments.count > 1 ? value(arguments[1]) : .unknown("missing argument")
    let success = memberOrder(arguments, 2, call.node)
    let failure =
      arguments.count > 3
      ? memberOrder(arguments, 3, call.node) : success.afterFailure
    let event = emit(
      .compareExchange(
        at: address, expected: old, desired: desired, success: success, failure: failure,
        isWeak: call.isWeak), at: call.node)
    writeBack(event, to: expected, at: call.node)
    return .exchanged(event)
  }

  /// Waiting is reading until the value is another one.
  private mutating func atomicWait(at address: Operand, _ arguments: [Int], _ node: Int) {
    let old = arguments.first.map { value($0) } ?? .unknown("missing argument")
    let order = memberOrder(arguments, 1, node)
    let head = builder.makeBlock()
    let end = builder.makeBlock()
    builder.begin(head)
    let found = Operand.result(emit(.read(at: address, .atomic(order)), at: node))
    builder.terminate(.branch(.binary(.equal, found, old), then: head, else: end))
    builder.begin(end)
  }

  /// The free functions: `std::atomic_load_explicit(&x, order)`.
  mutating func atomicFunction(
    _ operation: CXXLibrary.Operation, _ arguments: [Int], _ node: Int
  ) -> Operand {
    guard let first = arguments.first else { return .unknown("missing argument") }
    let address = value(first)
    let rest = Array(arguments.dropFirst())
    if case .compareExchange(let isWeak) = operation, let expected = rest.first {
      return memberCompareExchange(at: address, pointed(expected), rest, (isWeak, node))
    }
    return atomicMember(operation, at: address, rest, node)
  }

  mutating func fence(_ scope: Event.FenceScope, _ arguments: [Int], _ node: Int) -> Operand {
    emit(.fence(ordering(arguments.first, of: node), scope), at: node)
    return .unknown("void")
  }

  /// An argument that the source does not spell.
  func isDefaultArgument(_ node: Int) -> Bool {
    tree[node].kind == CXCursor_UnexposedExpr && tree[node].children.isEmpty
      && context.spelling(of: tree.start(of: node)).file == nil
  }

  private mutating func memberOrder(_ arguments: [Int], _ position: Int, _ call: Int) -> Ordering {
    ordering(arguments.indices.contains(position) ? arguments[position] : nil, of: call)
  }

  // MARK: Operators

  /// An operator of an atomic object: all are sequentially consistent.
  mutating func atomicOperator(
    _ name: String, at address: Operand, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let written = arguments.filter { context.spelling(of: tree.start(of: $0)).file != nil }
    if name == "operator=" {
      let stored = written.first.map { value($0) } ?? .unknown("missing argument")
      emit(.write(at: address, value: stored, .atomic(.implicit)), at: node)
      return stored
    }
    guard let update = CXXLibrary.updates[name] else {
      // What is left are conversions.
      for argument in written { discard(argument) }
      return .result(emit(.read(at: address, .atomic(.implicit)), at: node))
    }
    let isStep = name == "operator++" || name == "operator--"
    let operand: Operand =
      isStep ? .integer(1) : written.first.map { value($0) } ?? .unknown("missing argument")
    let old = Operand.result(
      emit(.update(at: address, update, operand: operand, .implicit), at: node))
    // The dummy argument of the postfix form is nowhere in the text.
    let isPostfix = isStep && !arguments.isEmpty
    return isPostfix ? old : update.newValue(old: old, operand: operand)
  }
}
