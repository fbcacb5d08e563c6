import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// Decides for each parameter and variable of the body how it is represented.
  mutating func bindVariables() {
    var uses = variableUses()
    let captured = referenceCaptures()
    uses.addressTaken.formUnion(captured.all)
    bindParameters(uses)
    bindCaptures(uses)
    for index in tree.nodes.indices where tree[index].kind == CXCursor_VarDecl {
      let cursor = tree[index].cursor
      if context.isCXX {
        if let key = cursor.identity { declarations[key] = index }
        if isInLambda(index) { continue }
        if bindCXXVariable(cursor, captured.shared) { continue }
      }
      bindVariable(cursor, uses)
    }
  }

  struct Uses {
    var addressTaken: Set<UnsafeRawPointer> = []
    var assigned: Set<UnsafeRawPointer> = []
  }

  private mutating func variableUses() -> Uses {
    var uses = Uses()
    for index in tree.nodes.indices where tree[index].kind == CXCursor_DeclRefExpr {
      let variable = tree[index].cursor.referenced
      guard variable.kind == CXCursor_VarDecl || variable.kind == CXCursor_ParmDecl,
        let key = variable.identity
      else { continue }
      mentioned.insert(key)
      switch use(of: index) {
      case .value: break
      case .assigned: uses.assigned.insert(key)
      case .addressTaken: uses.addressTaken.insert(key)
      }
    }
    return uses
  }

  enum Use { case value, assigned, addressTaken }

  private mutating func use(of reference: Int) -> Use {
    var child = reference
    var parent = tree[child].parent
    while tree[parent].kind == CXCursor_ParenExpr || tree[parent].isImplicit {
      child = parent
      parent = tree[parent].parent
    }
    switch tree[parent].kind {
    case _ where context.isCXX && isBoundToReference(child, in: parent): return .addressTaken
    case CXCursor_CallExpr where context.isCXX: return callUse(of: child, in: parent)
    case CXCursor_UnaryOperator:
      switch tree[parent].cursor.unaryOperator {
      case CXUnaryOperator_AddrOf: return isOutParameter(parent) ? .assigned : .addressTaken
      case CXUnaryOperator_PostInc, CXUnaryOperator_PostDec, CXUnaryOperator_PreInc,
        CXUnaryOperator_PreDec:
        return .assigned
      default: return .value
      }
    case CXCursor_BinaryOperator:
      let isLeft = tree[parent].children.first == child
      let isAssignment = tree[parent].cursor.binaryOperator == CXBinaryOperator_Assign
      return isLeft && isAssignment ? .assigned : .value
    case CXCursor_CompoundAssignOperator:
      return tree[parent].children.first == child ? .assigned : .value
    case CXCursor_GCCAsmStmt: return tree[child].isImplicit ? .value : .assigned
    default: return .value
    }
  }

  /// Whether `&x` is handed to a builtin that only reads or writes `x` during the call, so that `x`
  /// can stay a plain local: `expected` of a compare-exchange, the operands of `__atomic_load`.
  private mutating func isOutParameter(_ addressOf: Int) -> Bool {
    var child = addressOf
    var parent = tree[child].parent
    while tree[parent].kind == CXCursor_ParenExpr || tree[parent].isImplicit
      || tree[parent].kind == CXCursor_CStyleCastExpr
    {
      child = parent
      parent = tree[parent].parent
    }
    guard let position = tree[parent].children.firstIndex(of: child) else { return false }
    if tree[parent].kind == CXCursor_CallExpr {
      guard let library = libraryCall(parent), case .spawn(let handle, _, _) = library
      else { return false }
      return position == handle + 1
    }
    guard tree[parent].kind == CXCursor_UnexposedExpr, position >= 2,
      let builtin = namedBuiltin(parent)?.builtin
    else { return false }
    return builtin.isGeneric || (builtin.kind == .compareExchange && position == 2)
  }

  private mutating func bindParameters(_ uses: Uses) {
    let offset = thisParameter == 0 && captures == nil ? 1 : 0
    for (position, parameter) in tree[0].cursor.parameters.enumerated() {
      let index = position + offset
      guard let key = parameter.identity else { continue }
      if context.isCXX, parameter.type.isReference { references.insert(key) }
      bindings[key] = .parameter(index)
      // An array that is passed is the address of its first element.
      let isArray = context.isExact && parameter.type.isArray
      let needsSlot =
        !references.contains(key) && !isArray
        && (uses.addressTaken.contains(key) || needsMemory(parameter.type))
      // Assigning to a reference changes what it refers to.
      let isAssigned = uses.assigned.contains(key) && !references.contains(key)
      guard needsSlot || isAssigned else { continue }
      let local = makeLocal(
        unique(parameter.name), isArray ? .scalar : exactLayout(of: parameter.type))
      if isArray { variableArrays[key] = local }
      bindings[key] = needsSlot ? .slot(local) : .local(local)
      if needsSlot {
        emit(.write(at: .slot(local), value: .parameter(index), .plain), at: 0)
      } else {
        emit(.assign(local, .parameter(index)), at: 0)
      }
    }
  }

  private mutating func bindVariable(_ variable: CXCursor, _ uses: Uses) {
    guard let key = variable.identity else { return }
    guard variable.storageClass != CX_SC_Static, variable.storageClass != CX_SC_Extern else {
      bindGlobal(variable, key)
      return
    }
    if context.isExact, variable.type.canonical.kind == CXType_VariableArray {
      variableArrays[key] = makeLocal(unique(variable.name), .scalar)
      return
    }
    let local = makeLocal(unique(variable.name), exactLayout(of: variable.type))
    let needsSlot =
      !references.contains(key)
      && (uses.addressTaken.contains(key) || needsMemory(variable.type))
    bindings[key] = needsSlot ? .slot(local) : .local(local)
  }

  private mutating func bindGlobal(_ variable: CXCursor, _ key: UnsafeRawPointer) {
    let name = context.global(variable, in: symbol)
    bindings[key] = .global(name)
    guard variable.storageClass == CX_SC_Static, !variable.isThreadLocal || context.isExact else {
      return
    }
    context.localStatics.append(context.global(variable, symbol: name))
  }

  /// Aggregates are objects in memory even if no address is taken. An atomic variable of its own
  /// whose address is not taken is private to the function, whatever its type.
  func needsMemory(_ type: CXType) -> Bool {
    let inner = type.withoutAtomic
    if context.isCXX, context.libraryClass(of: type) != nil { return true }
    return inner.isRecord || inner.isArray
  }
}

/// Names in use, and the next number of each that is wanted again.
struct UniqueNames {
  private var taken: Set<String> = []
  private var next: [String: Int] = [:]

  mutating func insert(_ name: String) { taken.insert(name) }

  /// The name itself if it is free, else with the first free number.
  mutating func unique(_ name: String) -> String {
    guard taken.contains(name) else { return name }
    var number = next[name] ?? 2
    while taken.contains("\(name)_\(number)") { number += 1 }
    next[name] = number
    return "\(name)_\(number)"
  }
}

extension CXCursor {
  /// A variable with static storage as the IR records it.
  func globalVariable(symbol: String, type spelling: String) -> Global {
    let hasInitializer = !clang_Cursor_getVarDeclInitializer(self).isNull
    let isZeroed = !hasInitializer && storageClass != CX_SC_Extern
    let isScalar = !type.isRecord && !type.isArray
    return Global(
      symbol: symbol, name: name, type: spelling,
      initialValue: isZeroed ? 0 : (hasInitializer && isScalar ? initialConstant : nil),
      isConstant: type.isConst)
  }

  /// A literal 0 below casts: `NULL`.
  var isNullPointer: Bool {
    var current = self
    for _ in 0..<8 {
      if current.kind == CXCursor_IntegerLiteral { return current.constant == 0 }
      guard let last = current.children.last else { return false }
      current = last
    }
    return false
  }

  /// The constant a scalar variable is initialised with.
  var initialConstant: Int64? {
    let initializer = clang_Cursor_getVarDeclInitializer(self)
    guard !initializer.isNull else { return nil }
    if let value = initializer.constant { return value }
    if type.withoutAtomic.isPointer, initializer.isNullPointer { return 0 }
    guard initializer.kind == CXCursor_InitListExpr else { return nil }
    let children = initializer.children
    return children.isEmpty ? 0 : (children.count == 1 ? children[0].constant : nil)
  }
}
