import CLibclang
import MemoryModel
import OrderLint

/// What lowering for execution says besides: how wide integers are, how far apart elements are, and
/// how large objects are. Without `UnitContext.isExact` all of this leaves things as they were.
extension FunctionLowering {
  func exactLayout(of type: CXType) -> Layout? {
    guard context.isExact else { return nil }
    let layout = context.layout(of: type)
    if case .unsupported("void") = layout { return nil }
    return layout
  }

  /// The code that initialises a variable with static storage.
  mutating func lowerInitializer(of address: Operand, type: CXType) -> Block {
    if let node = tree[0].children.last(where: { clang_isExpression(tree[$0].kind) != 0 }) {
      initialize(address, type: type, with: node)
    }
    let blocks = builder.finish()
    guard blocks.count == 1, let block = blocks.first else {
      return Block(
        events: [
          Event(id: EventID(0), kind: .opaque("an initializer that branches"), range: rootRange)
        ], terminator: .return(nil))
    }
    return block
  }

  private var rootRange: SourceRange { eventPlace(of: 0).range }

  /// A record that an atomic holds is made beside it, and stored as a whole.
  mutating func initializeAtomicRecord(_ address: Operand, type: CXType, with list: Int) {
    let record = type.withoutAtomic
    let isZero = tree[list].children.allSatisfy {
      constant($0) == 0 || tree[$0].cursor.isNullPointer
    }
    if isZero {
      emit(.write(at: address, value: .integer(0), .plain), at: list, layout: exactLayout(of: type))
      return
    }
    let made = Operand.slot(makeTemporary(exactLayout(of: record)))
    initialize(made, type: record, with: list)
    let value = emit(.read(at: made, .plain), at: list, layout: exactLayout(of: record))
    emit(
      .write(at: address, value: .result(value), .plain), at: list, layout: exactLayout(of: type))
  }

  // MARK: Integers

  /// The operand modulo two to the width of the type, written with operators the IR has.
  func wrapped(_ operand: Operand, to type: CXType) -> Operand {
    guard context.isExact, case .integer(let bits, let isSigned) = context.layout(of: type),
      bits < 64
    else { return operand }
    switch operand {
    case .unknown: return operand
    case _ where operand.isBoolean: return operand
    default: break
    }
    guard isSigned else {
      return .folded(.and, operand, .integer((1 << Int64(bits)) - 1))
    }
    let distance = Operand.integer(Int64(64 - bits))
    return .folded(.shiftRight, .folded(.shiftLeft, operand, distance), distance)
  }

  /// A conversion of the value of `node`.
  func converted(_ operand: Operand, from node: Int, to type: CXType) -> Operand {
    let result = converted(operand, to: type)
    guard context.isExact, !type.isBoolean,
      case .integer(let bits, let isSigned) = context.layout(of: type),
      case .integer(let oldBits, let wasSigned) = context.layout(of: tree[node].cursor.type)
    else { return result }
    let fits = oldBits < bits && (isSigned || !wasSigned)
    return fits || (oldBits == bits && isSigned == wasSigned) ? result : wrapped(result, to: type)
  }

  /// Arithmetic on two values of one type, in that type.
  mutating func exact(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand, in type: CXType,
    at node: Int = 0
  ) -> Operand {
    guard context.isExact, case .integer(let bits, let isSigned) = context.layout(of: type) else {
      return .folded(operation, left, right)
    }
    if bits == 64, !isSigned, let result = unsigned(operation, left, right, node) { return result }
    let result = Operand.folded(operation, left, right)
    switch operation {
    case .add, .subtract, .multiply, .shiftLeft: return wrapped(result, to: type)
    case .divide, .remainder, .and, .or, .xor, .shiftRight, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual:
      return result
    }
  }

  /// Operations that are different for unsigned numbers of 64 bits.
  private mutating func unsigned(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ node: Int
  ) -> Operand? {
    if let a = left.integerValue, let b = right.integerValue, a >= 0, b >= 0 { return nil }
    switch operation {
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      // Turning the highest bit turns the order of unsigned numbers into that of signed ones.
      return .folded(
        operation, .folded(.xor, left, .integer(.min)), .folded(.xor, right, .integer(.min)))
    case .divide: return primitive(.unsignedDivide, [left, right], at: node)
    case .remainder: return primitive(.unsignedRemainder, [left, right], at: node)
    case .shiftRight: return primitive(.unsignedShiftRight, [left, right], at: node)
    case .add, .subtract, .multiply, .and, .or, .xor, .shiftLeft, .equal, .notEqual: return nil
    }
  }

  mutating func primitive(
    _ primitive: Primitive, _ arguments: [Operand], at node: Int
  ) -> Operand {
    .result(emit(.call(.direct(primitive.rawValue), arguments: arguments), at: node))
  }

  // MARK: Addresses

  /// The address `count` elements after an address. When lowered for execution, indices are in cells.
  func advanced(_ base: Operand, by count: Operand, _ type: CXType) -> Operand {
    guard context.isExact else { return .advanced(base, by: count) }
    let cells: Int
    switch context.layout(of: type.elementOrPointee) {
    case .unsupported("void"): cells = 1
    case .unsupported(let reason): return .unknown("a step over \(reason)")
    case let layout: cells = layout.cells
    }
    return .advanced(base, by: .folded(.multiply, count, .integer(Int64(cells))))
  }

  /// Arithmetic in bytes on what was a pointer to something else.
  func isByteStep(_ node: Int) -> Bool {
    guard context.isExact else { return false }
    let inner = tree.strippingParentheses(node)
    guard tree[inner].kind.isCast, isBytes(tree[inner].cursor.type),
      let operand = tree[inner].children.last
    else { return false }
    let source = tree[tree.strippingCasts(operand)].cursor.type
    return (source.isPointer && !isBytes(source)) || source.isArray
  }

  private func isBytes(_ type: CXType) -> Bool {
    guard type.isPointer else { return false }
    let pointee = type.canonical.pointee.canonical
    return pointee.kind == CXType_Void || clang_Type_getSizeOf(pointee) == 1
  }

  /// `(T *)((char *)p - offsetof(T, field))`: the object around a field.
  mutating func byteStep(_ node: Int, castTo type: CXType) -> Operand? {
    guard context.isExact, type.isPointer else { return nil }
    let inner = tree.strippingParentheses(node)
    guard tree[inner].kind == CXCursor_BinaryOperator, tree[inner].children.count == 2,
      tree[inner].cursor.binaryOperator == CXBinaryOperator_Sub
    else { return nil }
    let (left, right) = (tree[inner].children[0], tree[inner].children[1])
    guard isByteStep(left), let bytes = tree[right].cursor.constant,
      let cells = cells(before: bytes, in: type.canonical.pointee)
    else { return nil }
    return .advanced(value(tree.strippingCasts(left)), by: .integer(-Int64(cells)))
  }

  /// How many cells lie before the field at a byte of a record.
  private func cells(before bytes: Int64, in type: CXType) -> Int? {
    if bytes == 0 { return 0 }
    let record = type.canonical.declaration
    guard let layout = exactLayout(of: type) else { return nil }
    for field in record.children where field.kind == CXCursor_FieldDecl {
      let start = clang_Cursor_getOffsetOfField(field) / 8
      let size = clang_Type_getSizeOf(field.type)
      guard start >= 0, let offset = layout.field(field.name)?.offset else { continue }
      if start == bytes { return offset }
      if start < bytes, bytes < start + size, field.type.isRecord {
        return cells(before: bytes - start, in: field.type).map { offset + $0 }
      }
    }
    return nil
  }

  /// The address of an element that an initializer gives a value.
  func exactElement(_ position: Int, of address: Operand, _ element: CXType) -> Operand {
    guard let cells = exactLayout(of: element)?.cells else { return .unknown("element") }
    return .element(of: address, index: .integer(Int64(position) &* Int64(cells)))
  }
}
