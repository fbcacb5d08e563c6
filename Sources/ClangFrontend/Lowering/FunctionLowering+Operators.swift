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
    case CXUnaryOperator_Minus: return .folded(.subtract, .integer(0), value(child))
    case CXUnaryOperator_Not: return .folded(.xor, value(child), .integer(-1))
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
    let isPointer = tree[child].cursor.type.withoutAtomic.isPointer
    let target = target(child)
    if case .memory(let address, .atomic(let order)) = target {
      let update: UpdateOperator = isIncrement ? .add : .subtract
      let old = Operand.result(
        emit(.update(at: address, update, operand: .integer(1), order), at: node))
      return isPostfix ? old : combined(operation, old, .integer(1), isPointer: isPointer)
    }
    let current = read(target, at: child)
    var old = current
    if isPostfix, isValueUsed, case .local = target {
      let copy = makeTemporary()
      emit(.assign(copy, current), at: node)
      old = .local(copy)
    }
    let new = combined(operation, current, .integer(1), isPointer: isPointer)
    write(new, to: target, at: node)
    if isPostfix { return old }
    if case .local(let local) = target { return .local(local) }
    return new
  }

  /// Arithmetic, which on pointers steps through elements.
  private func combined(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand, isPointer: Bool
  ) -> Operand {
    guard isPointer else { return .folded(operation, left, right) }
    switch operation {
    case .add: return .advanced(left, by: right)
    case .subtract: return .advanced(left, by: .folded(.subtract, .integer(0), right))
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

  private func arithmetic(
    _ operation: BinaryOperator, _ left: (node: Int, value: Operand),
    _ right: (node: Int, value: Operand)
  ) -> Operand {
    let leftIsPointer = tree[left.node].cursor.type.isPointer
    let rightIsPointer = tree[right.node].cursor.type.isPointer
    if operation == .add, rightIsPointer { return .advanced(right.value, by: left.value) }
    return combined(
      operation, left.value, right.value, isPointer: leftIsPointer && !rightIsPointer)
  }

  private mutating func assignment(_ node: Int, _ children: [Int]) -> Operand {
    let target = target(children[0])
    let stored = value(children[1])
    write(stored, to: target, at: node)
    if case .local(let local) = target { return .local(local) }
    return stored
  }

  mutating func compoundAssignment(_ node: Int) -> Operand {
    let children = tree[node].children
    guard children.count == 2,
      let operation = Self.compoundOperators[tree[node].cursor.binaryOperator.rawValue]
    else { return unknown("operator", children) }
    let isPointer = tree[children[0]].cursor.type.withoutAtomic.isPointer
    let target = target(children[0])
    if case .memory(let address, .atomic(let order)) = target {
      let operand = value(children[1])
      guard let update = Self.updates[operation] else {
        let event = emit(
          .update(at: address, .exchange, operand: .unknown("new value"), order), at: node)
        return combined(operation, .result(event), operand, isPointer: isPointer)
      }
      let event = emit(.update(at: address, update, operand: operand, order), at: node)
      return combined(operation, .result(event), operand, isPointer: isPointer)
    }
    let old = read(target, at: children[0])
    let operand = value(children[1])
    let new = combined(operation, old, operand, isPointer: isPointer)
    write(new, to: target, at: node)
    if case .local(let local) = target { return .local(local) }
    return new
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
