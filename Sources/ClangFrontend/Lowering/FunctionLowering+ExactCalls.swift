import CLibclang
import OrderLint

/// Library functions whose exact meaning only execution needs.
extension FunctionLowering {
  /// Nil for functions that are lowered as ever.
  mutating func exactCall(_ name: String, _ arguments: [Int], _ node: Int) -> Operand? {
    guard context.isExact else { return nil }
    var name = name
    if name.hasPrefix("__builtin_"), !name.hasSuffix("_chk") { name = String(name.dropFirst(10)) }
    switch name {
    case "malloc", "valloc", "alloca": return allocation(arguments.first, node)
    case "calloc": return arguments.count == 2 ? zeroedAllocation(arguments, node) : nil
    case "aligned_alloc", "memalign": return allocation(arguments.last, node)
    case "posix_memalign": return alignedAllocation(arguments, node)
    case "realloc", "reallocarray":
      return refused("a call of '\(name)'; allocate anew, copy, and free", node)
    case "va_start": return refused("a variable number of arguments; pass an array", node)
    case "pthread_self", "thrd_current": return primitive(.currentThread, [], at: node)
    case "__VERIFIER_atomic_begin", "__VERIFIER_atomic_end":
      return refused("a call of '\(name)'; lock a mutex, or use atomic operations", node)
    case "memcpy", "memmove", "memset": return blockCall(name, arguments, node)
    case "pthread_join", "thrd_join": return join(arguments, node)
    case "pthread_cond_wait", "cnd_wait", "pthread_cond_timedwait", "cnd_timedwait", "strcpy",
      "strncpy", "pthread_rwlock_rdlock", "pthread_rwlock_wrlock", "pthread_rwlock_unlock",
      "pthread_rwlock_tryrdlock", "pthread_rwlock_trywrlock":
      let values = arguments.map { value($0) }
      return .result(emit(.call(.direct(name), arguments: values), at: node))
    default: return nil
    }
  }

  private mutating func refused(_ reason: String, _ node: Int) -> Operand {
    opaque(reason, at: node)
    return .unknown(reason)
  }

  /// `posix_memalign(&p, alignment, size)` gives 0: allocations succeed.
  private mutating func alignedAllocation(_ arguments: [Int], _ node: Int) -> Operand? {
    guard arguments.count == 3 else { return nil }
    let place = pointed(arguments[0])
    write(allocation(arguments[2], node), to: place, at: node)
    return .integer(0)
  }

  private mutating func join(_ arguments: [Int], _ node: Int) -> Operand {
    let values = arguments.map { value($0) }
    guard let thread = values.first else { return .unknown("missing argument") }
    let event = emit(.join(thread), at: node)
    if values.count > 1, values[1] != .null {
      emit(.write(at: values[1], value: .result(event), .plain), at: node)
    }
    return .integer(0)
  }

  // MARK: Allocation

  private mutating func zeroedAllocation(_ arguments: [Int], _ node: Int) -> Operand {
    let bytes = Operand.folded(.multiply, value(arguments[0]), value(arguments[1]))
    return allocate(bytes, node, isZeroed: true)
  }

  private mutating func allocation(_ size: Int?, _ node: Int) -> Operand {
    guard let size else { return .unknown("missing argument") }
    return allocate(value(size), node, isZeroed: false)
  }

  private mutating func allocate(
    _ bytes: Operand, _ node: Int, isZeroed: Bool
  ) -> Operand {
    guard let type = allocatedType(node), let layout = exactLayout(of: type) else {
      return primitive(.allocateBytes, isZeroed ? [bytes, .integer(1)] : [bytes], at: node)
    }
    guard let cells = cells(of: bytes, type, layout) else {
      opaque("an allocation of less than the object that is kept there", at: node)
      return .unknown("allocation")
    }
    return primitive(.allocate, isZeroed ? [cells, .integer(1)] : [cells], at: node)
  }

  private func cells(of bytes: Operand, _ type: CXType, _ layout: Layout) -> Operand? {
    let size = clang_Type_getSizeOf(type)
    guard size > 0 else { return nil }
    // A flexible array member takes what is more than the record.
    if case .record(let fields) = layout, case .array(let element, 0)? = fields.last?.layout,
      let last = type.canonical.declaration.children.last(where: { $0.kind == CXCursor_FieldDecl }),
      case let width = clang_Type_getSizeOf(clang_getElementType(last.type.canonical)), width > 0
    {
      let rest = Operand.folded(.subtract, bytes, .integer(size))
      let count = Operand.folded(.divide, rest, .integer(width))
      return .folded(
        .add, .integer(Int64(layout.cells)),
        .folded(.multiply, count, .integer(Int64(element.cells))))
    }
    // More than whole objects is rounding up, less than one is a mistake.
    if let constant = bytes.integerValue, (1..<size).contains(constant) { return nil }
    return .folded(
      .multiply, .folded(.divide, bytes, .integer(size)), .integer(Int64(layout.cells)))
  }

  /// What the pointer that the call gives becomes a pointer to; nil if no conversion says so.
  private func allocatedType(_ node: Int) -> CXType? {
    var current = node
    while current != 0 {
      let type = tree[current].cursor.type
      if type.isPointer, type.canonical.pointee.canonical.kind != CXType_Void {
        return type.canonical.pointee
      }
      current = tree[current].parent
      let kind = tree[current].kind
      guard kind == CXCursor_UnexposedExpr || kind == CXCursor_ParenExpr || kind.isCast else {
        break
      }
    }
    return nil
  }

  // MARK: Blocks of memory

  private mutating func blockCall(_ name: String, _ arguments: [Int], _ node: Int) -> Operand {
    guard arguments.count == 3 else { return .unknown(name) }
    let address = value(arguments[0])
    let second = value(arguments[1])
    let pointer = tree[tree.strippingCasts(arguments[0])].cursor.type
    let object = pointer.elementOrPointee
    let size = clang_Type_getSizeOf(object)
    let layout = context.layout(of: object)
    guard let bytes = tree[arguments[2]].cursor.constant, bytes >= 0, size > 0, bytes % size == 0,
      pointer.isPointer || pointer.isArray, !layout.isUnsupported
    else {
      opaque("'\(name)' of no constant number of whole objects", at: node)
      return .unknown(name)
    }
    let count = bytes / size &* Int64(layout.cells)
    guard name == "memset" else {
      _ = primitive(.copy, [address, second, .integer(count)], at: node)
      return address
    }
    if second == .integer(0) {
      _ = primitive(.fill, [address, .integer(count)], at: node)
    } else {
      fill(address, with: second, layout, count: bytes / size, node)
    }
    return address
  }

  /// Every byte of the objects gets one value.
  private mutating func fill(
    _ address: Operand, with byte: Operand, _ layout: Layout, count: Int64, _ node: Int
  ) {
    guard case .integer(let byte) = byte, let cells = layout.values(ofBytes: byte) else {
      return opaque("'memset' to a value that is no constant", at: node)
    }
    guard count <= 4096 / Int64(max(cells.count, 1)) else {
      return opaque("'memset' of very many objects to a value that is not 0", at: node)
    }
    for (position, value) in Array(repeating: cells, count: Int(count)).joined().enumerated() {
      emit(
        .write(
          at: .advanced(address, by: .integer(Int64(position))), value: .integer(value), .plain),
        at: node, layout: .scalar)
    }
  }
}

extension Layout {
  /// The values of the cells if every byte has the same value.
  fileprivate func values(ofBytes byte: Int64) -> [Int64]? {
    let pattern = Int64(
      bitPattern: UInt64(truncatingIfNeeded: byte & 0xFF) &* 0x0101_0101_0101_0101)
    switch self {
    case .integer(let bits, let isSigned):
      let unused = Int64(64 - bits)
      return [
        isSigned
          ? (pattern << unused) >> unused
          : Int64(bitPattern: (UInt64(bitPattern: pattern) << unused) >> unused)
      ]
    case .scalar: return [pattern]
    case .array(let element, let count):
      guard count >= 0, count <= 4096, let values = element.values(ofBytes: byte),
        values.count * count <= 4096
      else { return nil }
      return Array(repeating: values, count: count).flatMap { $0 }
    case .record(let fields):
      var all: [Int64] = []
      // Cells that fields share are filled by their largest, and bits as far as they go.
      guard byte == 0 || fields.allSatisfy({ $0.offset == nil }) else { return nil }
      guard byte != 0 else { return Array(repeating: 0, count: cells) }
      for field in fields {
        guard let values = field.layout.values(ofBytes: byte) else { return nil }
        all += values
      }
      return all
    case .unsupported, .atomic, .bits, .parts, .packed: return nil
    }
  }

  var isUnsupported: Bool { if case .unsupported = self { true } else { false } }
}
