import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  mutating func unary(_ node: Int) -> Operand {
    guard let child = tree[node].children.first else { return .unknown("operator") }
    switch tree[node].cursor.unaryOperator {
    case CXUnaryOperator_AddrOf: return address(child)
    case CXUnaryOperator_Deref: return load(node)
    case CXUnaryOperator_Plus, CXUnaryOperator_Extension: return value(child)
    case CXUnaryOperator_Minus:
      return wrapped(.folded(.subtract, .integer(0), value(child)), to: tree[node].cursor.type)
    case CXUnaryOperator_Not:
      return wrapped(.folded(.xor, value(child), .integer(-1)), to: tree[node].cursor.type)
    case CXUnaryOperator_LNot: return .negated(value(child))
    case CXUnaryOperator_PostInc, CXUnaryOperator_PostDec, CXUnaryOperator_PreInc,
      CXUnaryOperator_PreDec:
      return step(child, node, isValueUsed: true)
    default: return unknown("operator", [child])
    }
  }

  func isStep(_ node: Int) -> Bool {
    switch tree[node].cursor.unaryOperator {
    case CXUnaryOperator_PostInc, CXUnaryOperator_PostDec, CXUnaryOperator_PreInc,
      CXUnaryOperator_PreDec:
      true
    default: false
    }
  }

  /// `++` and `--`.
  @discardableResult
  mutating func step(_ child: Int, _ node: Int, isValueUsed: Bool) -> Operand {
    let kind = tree[node].cursor.unaryOperator
    let isIncrement = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PreInc
    let isPostfix = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec
    let operation: BinaryOperator = isIncrement ? .add : .subtract
    let type = tree[child].cursor.type.withoutAtomic
    let target = target(child)
    if case .memory(let address, .atomic(let order)) = target {
      let update: UpdateOperator = isIncrement ? .add : .subtract
      let old = Operand.result(
        emit(
          .update(at: address, update, operand: .integer(1), order), at: node,
          layout: exactLayout(of: type)))
      return isPostfix ? old : combined(operation, old, .integer(1), type)
    }
    let current = read(target, at: child)
    var old = current
    if isPostfix, isValueUsed, case .local = target {
      let copy = makeTemporary()
      emit(.assign(copy, current), at: node)
      old = .local(copy)
    }
    let new = truncated(combined(operation, current, .integer(1), type), to: child)
    write(new, to: target, at: node)
    if isPostfix { return old }
    if case .local(let local) = target { return .local(local) }
    return new
  }

  /// What a bit-field holds of a value; the value, if the expression names none.
  private func truncated(_ value: Operand, to node: Int) -> Operand {
    guard context.isExact else { return value }
    let field = tree[tree.strippingParentheses(node)].cursor.referenced
    guard field.kind == CXCursor_FieldDecl, field.isBitField else { return value }
    let width = Int64(clang_getFieldDeclBitWidth(field))
    guard (1..<64).contains(width),
      case .integer(_, let isSigned) = context.layout(of: field.type)
    else { return value }
    guard isSigned else { return .folded(.and, value, .integer((1 << width) - 1)) }
    let distance = Operand.integer(64 - width)
    return .folded(.shiftRight, .folded(.shiftLeft, value, distance), distance)
  }

  /// Arithmetic, which on pointers steps through elements.
  private mutating func combined(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ type: CXType
  ) -> Operand {
    guard type.isPointer else { return exact(operation, left, right, in: type) }
    switch operation {
    case .add: return advanced(left, by: right, type)
    case .subtract: return advanced(left, by: .folded(.subtract, .integer(0), right), type)
    default: return .folded(operation, left, right)
    }
  }

  mutating func binary(_ node: Int) -> Operand {
    let children = tree[node].children
    guard children.count == 2 else { return unknown("operator", children) }
    switch tree[node].cursor.binaryOperator {
    case CXBinaryOperator_Assign: return assignment(node, children)
    case CXBinaryOperator_Comma:
      discard(children[0])
      return value(children[1])
    case CXBinaryOperator_LAnd, CXBinaryOperator_LOr: return logical(node)
    case let kind:
      let left = value(children[0])
      let right = value(children[1])
      guard let operation = Self.operators[kind.rawValue] else { return .unknown("operator") }
      return arithmetic(operation, (children[0], left), (children[1], right))
    }
  }

  private mutating func arithmetic(
    _ operation: BinaryOperator, _ left: (node: Int, value: Operand),
    _ right: (node: Int, value: Operand)
  ) -> Operand {
    let leftIsPointer = tree[left.node].cursor.type.isPointer
    let rightType = tree[right.node].cursor.type
    if isByteStep(left.node) || isByteStep(right.node), !operation.isComparison {
      return .unknown("arithmetic in bytes on a pointer to something larger")
    }
    if operation == .add, rightType.isPointer {
      return advanced(right.value, by: left.value, rightType)
    }
    if leftIsPointer, rightType.isPointer {
      let result = Operand.folded(operation, left.value, right.value)
      guard operation == .subtract,
        let cells = exactLayout(of: rightType.canonical.pointee)?.cells
      else { return result }
      let size = Int64(max(cells, 1)) * Int64(ConcurrentProgram.cellSize)
      return .folded(.divide, result, .integer(size))
    }
    return combined(operation, left.value, right.value, tree[left.node].cursor.type)
  }

  private mutating func assignment(_ node: Int, _ children: [Int]) -> Operand {
    let target = target(children[0])
    let stored = truncated(value(children[1]), to: children[0])
    write(stored, to: target, at: node)
    if case .local(let local) = target { return .local(local) }
    return stored
  }

  mutating func compoundAssignment(_ node: Int) -> Operand {
    let children = tree[node].children
    guard children.count == 2,
      let operation = Self.compoundOperators[tree[node].cursor.binaryOperator.rawValue]
    else { return unknown("operator", children) }
    let type = tree[children[0]].cursor.type.withoutAtomic
    let target = target(children[0])
    if case .memory(let address, .atomic(let order)) = target {
      let operand = value(children[1])
      guard let update = Self.updates[operation] else {
        if context.isExact {
          return exchangeLoop(operation, at: address, order, operand, type, node)
        }
        let event = emit(
          .update(at: address, .exchange, operand: .unknown("new value"), order), at: node)
        return combined(operation, .result(event), operand, type)
      }
      let event = emit(
        .update(at: address, update, operand: operand, order), at: node,
        layout: exactLayout(of: type))
      return combined(operation, .result(event), operand, type)
    }
    let old = read(target, at: children[0])
    let operand = value(children[1])
    let new = truncated(combined(operation, old, operand, type), to: children[0])
    write(new, to: target, at: node)
    if case .local(let local) = target { return .local(local) }
    return new
  }

  /// `x *= n` on an atomic: a compare-exchange that is tried until it succeeds (C11 6.5.16.2).
  private mutating func exchangeLoop(
    _ operation: BinaryOperator, at address: Operand, _ order: Ordering, _ operand: Operand,
    _ type: CXType, _ node: Int
  ) -> Operand {
    let layout = exactLayout(of: type)
    let old = makeTemporary()
    let read = emit(.read(at: address, .atomic(order)), at: node, layout: layout)
    emit(.assign(old, .result(read)), at: node)
    let head = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    let new = wrapped(combined(operation, .local(old), operand, type), to: type)
    let event = emit(
      .compareExchange(
        at: address, expected: .local(old), desired: new, success: order,
        failure: order.afterFailure, isWeak: false), at: node, layout: layout)
    emit(.assign(old, .result(event)), at: node)
    builder.terminate(.branch(.exchanged(event), then: exit, else: head))
    builder.begin(exit)
    return wrapped(combined(operation, .local(old), operand, type), to: type)
  }

  private static let updates: [BinaryOperator: UpdateOperator] = [
    .add: .add, .subtract: .subtract, .and: .and, .or: .or, .xor: .xor,
  ]

  private static let operators: [UInt32: BinaryOperator] = [
    CXBinaryOperator_Mul.rawValue: .multiply, CXBinaryOperator_Div.rawValue: .divide,
    CXBinaryOperator_Rem.rawValue: .remainder, CXBinaryOperator_Add.rawValue: .add,
    CXBinaryOperator_Sub.rawValue: .subtract, CXBinaryOperator_Shl.rawValue: .shiftLeft,
    CXBinaryOperator_Shr.rawValue: .shiftRight, CXBinaryOperator_LT.rawValue: .less,
    CXBinaryOperator_GT.rawValue: .greater, CXBinaryOperator_LE.rawValue: .lessOrEqual,
    CXBinaryOperator_GE.rawValue: .greaterOrEqual, CXBinaryOperator_EQ.rawValue: .equal,
    CXBinaryOperator_NE.rawValue: .notEqual, CXBinaryOperator_And.rawValue: .and,
    CXBinaryOperator_Xor.rawValue: .xor, CXBinaryOperator_Or.rawValue: .or,
  ]

  private static let compoundOperators: [UInt32: BinaryOperator] = [
    CXBinaryOperator_MulAssign.rawValue: .multiply, CXBinaryOperator_DivAssign.rawValue: .divide,
    CXBinaryOperator_RemAssign.rawValue: .remainder, CXBinaryOperator_AddAssign.rawValue: .add,
    CXBinaryOperator_SubAssign.rawValue: .subtract,
    CXBinaryOperator_ShlAssign.rawValue: .shiftLeft,
    CXBinaryOperator_ShrAssign.rawValue: .shiftRight, CXBinaryOperator_AndAssign.rawValue: .and,
    CXBinaryOperator_XorAssign.rawValue: .xor, CXBinaryOperator_OrAssign.rawValue: .or,
  ]
}
