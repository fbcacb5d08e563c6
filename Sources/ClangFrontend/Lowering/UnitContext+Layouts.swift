import CLibclang
import OrderLint

/// Layouts of C types, for code that is to be executed.
extension UnitContext {
  /// Library types that are one thing, whatever they are made of.
  private static let handles: Set<String> = [
    "pthread_mutex_t", "pthread_cond_t", "pthread_rwlock_t",
    "pthread_attr_t", "pthread_mutexattr_t", "pthread_condattr_t", "mtx_t", "cnd_t", "sem_t",
    "os_unfair_lock_s", "FILE", "_IO_FILE",
  ]

  func layout(of type: CXType, depth: Int = 0) -> Layout {
    if type.canonical.kind == CXType_Atomic, type.withoutAtomic.isRecord {
      let record = layout(of: type.withoutAtomic, depth: depth)
      if case .record = record { return .atomic(record) }
      return record
    }
    let inner = type.withoutAtomic.canonical
    if depth == 0 { isLayoutCut = false }
    guard goesDeeper(depth) else { return Self.tooDeep }
    switch inner.kind {
    case CXType_Pointer, CXType_FunctionProto, CXType_FunctionNoProto: return .scalar
    case CXType_Enum:
      return integer(
        inner, isSigned: isSigned(clang_getEnumDeclIntegerType(inner.declaration).canonical))
    case CXType_Record: return recordLayout(inner, depth)
    case CXType_ConstantArray, CXType_IncompleteArray:
      let element = layout(of: clang_getElementType(inner), depth: depth + 1)
      return .array(element, count: max(0, Int(clang_getArraySize(inner))))
    case CXType_VariableArray: return .unsupported("an array of variable length")
    case CXType_Float, CXType_Double, CXType_LongDouble, CXType_Half, CXType_Float16,
      CXType_Float128:
      return .unsupported("a floating-point number")
    case CXType_Bool, CXType_Char_U, CXType_UChar, CXType_Char16, CXType_Char32, CXType_UShort,
      CXType_UInt, CXType_ULong, CXType_ULongLong, CXType_Char_S, CXType_SChar, CXType_WChar,
      CXType_Short, CXType_Int, CXType_Long, CXType_LongLong:
      return integer(inner, isSigned: isSigned(inner))
    case CXType_Void: return .unsupported("void")
    default: return .unsupported("the type '\(type.spelling)'")
    }
  }

  /// The layout of a record that is passed or returned as a value.
  func valueLayout(of type: CXType) -> Layout? {
    guard isExact, type.isRecord else { return nil }
    let layout = layout(of: type)
    if case .record = layout { return layout }
    return nil
  }

  func integer(_ type: CXType, isSigned: Bool) -> Layout {
    let size = clang_Type_getSizeOf(type)
    guard (1...8).contains(size) else { return .unsupported("the type '\(type.spelling)'") }
    return .integer(bits: Int(size) * 8, isSigned: isSigned)
  }

  func isSigned(_ type: CXType) -> Bool {
    switch type.kind {
    case CXType_Char_S, CXType_SChar, CXType_WChar, CXType_Short, CXType_Int, CXType_Long,
      CXType_LongLong:
      true
    default: false
    }
  }

  private func recordLayout(_ type: CXType, _ depth: Int) -> Layout {
    let declaration = type.declaration
    if Self.handles.contains(declaration.name) { return .scalar }
    if declaration.name == "pthread_barrier_t" { return .barrier }
    return arrangement(of: type, depth).layout
  }

  /// The cells of a record, and where in its bytes they are.
  func arrangement(of type: CXType, _ depth: Int) -> Arrangement {
    let declaration = type.declaration
    guard clang_Type_getSizeOf(type) >= 0 else {
      return Arrangement(layout: .unsupported("an incomplete type"))
    }
    let key = declaration.identity
    if let key, let known = arrangements[key] { return known }
    var found = arrange(type, depth)
    var left = Self.leafLimit
    if isLayoutCut { found = Arrangement(layout: Self.tooDeep) }
    if !found.layout.hasAtMost(&left) {
      found = Arrangement(layout: .unsupported("a very large record"))
    }
    // What is cut here may not be where it is asked for by itself.
    if let key, depth == 0 || !isLayoutCut { arrangements[key] = found }
    return found
  }

  /// Whether the limit is not reached. Once it is, all that is left of the type is given up, too.
  func goesDeeper(_ depth: Int) -> Bool {
    if depth >= Self.depthLimit { isLayoutCut = true }
    return !isLayoutCut
  }

  private static let tooDeep = Layout.unsupported("a deeply nested type")
  private static let depthLimit = 64
  /// More fields than this, with those of records inside, are nothing to execute.
  private static let leafLimit = 4096

  /// Remembers the layout of the record that a field counts as a part of.
  func noteLayout(of field: CXCursor, record name: String) {
    var record = field.semanticParent
    for _ in 0..<16 where record.isUnnamedRecord {
      guard clang_Cursor_isAnonymousRecordDecl(record) != 0 else { break }
      record = record.semanticParent
    }
    let layout = layout(of: record.type)
    let isOther = layouts[name].map { $0 != layout } ?? false
    layouts[name] = isOther ? .unsupported("a name that two records have") : layout
  }

  /// A variable with static storage as the IR records it.
  func global(_ variable: CXCursor, symbol: String) -> Global {
    var global = variable.globalVariable(symbol: symbol, type: storedTypeName(variable.type))
    guard isExact else { return global }
    global.layout = layout(of: variable.type)
    global.isThreadLocal = variable.isThreadLocal
    if !clang_Cursor_getVarDeclInitializer(variable).isNull {
      var lowering = FunctionLowering(variable, symbol: symbol, context: self, errors: [])
      global.initializer = lowering.lowerInitializer(of: .global(symbol), type: variable.type)
    }
    return global
  }
}

extension Layout {
  /// How many threads a barrier waits for, and how often threads came to it.
  fileprivate static let barrier = Layout.record([
    Field(name: "count", layout: .scalar), Field(name: "arrivals", layout: .scalar),
  ])

  /// Whether no more leaves and records are in it than are left, which are then fewer.
  fileprivate func hasAtMost(_ left: inout Int) -> Bool {
    switch self {
    case .integer, .scalar, .unsupported, .atomic, .bits, .parts: left -= 1
    case .array(let element, _): return element.hasAtMost(&left)
    case .record(let fields), .packed(let fields):
      left -= 1
      for field in fields where !field.layout.hasAtMost(&left) { return false }
    }
    return left >= 0
  }
}
