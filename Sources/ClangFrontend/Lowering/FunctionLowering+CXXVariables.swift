import CLibclang
import OrderLint

extension FunctionLowering {
  // MARK: this

  /// Methods get their object as parameter 0, lambdas after their parameters.
  mutating func bindThis() {
    let cursor = tree[0].cursor
    if let captures {
      if captures.hasThis { thisParameter = cursor.parameters.count }
      return
    }
    guard context.hasThis(cursor) else { return }
    thisParameter = 0
    thisType = context.recordName(cursor.semanticParent)
  }

  var wholeRange: SourceRange {
    range(
      from: context.expansion(of: tree.start(of: 0)), to: context.spelling(of: tree.end(of: 0)))
  }

  // MARK: References

  func isReference(_ node: Int) -> Bool {
    guard context.isCXX else { return false }
    let declared = tree[node].cursor.referenced
    if let key = declared.identity, bindings[key] != nil { return references.contains(key) }
    return declared.type.isReference
  }

  /// What a reference refers to.
  mutating func address(ofReference variable: CXCursor, _ node: Int) -> Operand {
    switch variable.identity.flatMap({ bindings[$0] }) {
    case .local(let local): return .local(local)
    case .parameter(let index): return .parameter(index)
    case .slot(let local): return .result(emit(.read(at: .slot(local), .plain), at: node))
    case .global(let name): return .result(emit(.read(at: .global(name), .plain), at: node))
    case nil:
      let name = context.global(variable, in: nil)
      return .result(emit(.read(at: .global(name), .plain), at: node))
    }
  }

  /// Where a variable is, for those that capture it.
  mutating func address(ofVariable variable: CXCursor) -> Operand {
    guard let key = variable.identity, let binding = bindings[key] else {
      return .unknown("captured '\(variable.name)'")
    }
    switch binding {
    case .parameter(let index): return .parameter(index)
    case .local(let local): return references.contains(key) ? .local(local) : .slot(local)
    case .slot(let local): return .slot(local)
    case .global(let symbol): return .global(symbol)
    }
  }

  // MARK: Bindings

  /// Binds captured variables; reference variables; whether the variable is bound.
  mutating func bindCXXVariable(
    _ variable: CXCursor, _ shared: Set<UnsafeRawPointer>
  ) -> Bool {
    guard let key = variable.identity else { return true }
    if bindings[key] != nil { return true }
    if variable.type.isReference { references.insert(key) }
    guard shared.contains(key), !references.contains(key),
      variable.storageClass != CX_SC_Static, variable.storageClass != CX_SC_Extern
    else { return false }
    let name = "\(symbol).\(variable.name)"
    bindings[key] = .global(name)
    context.localStatics.append(
      Global(
        symbol: name, name: variable.name, type: context.storedTypeName(variable.type)))
    return true
  }

  /// Binds what a lambda captured to its last parameters.
  mutating func bindCaptures(_ uses: Uses) {
    guard let captures else { return }
    for (key, symbol) in captures.globals { bindings[key] = .global(symbol) }
    var index = tree[0].cursor.parameters.count + (captures.hasThis ? 1 : 0)
    for capture in captures.variables {
      let (variable, isReference) = (capture.cursor, capture.isReference)
      guard let key = variable.identity else { continue }
      bindings[key] = .parameter(index)
      if isReference || variable.type.isReference {
        references.insert(key)
      } else if uses.addressTaken.contains(key) || needsMemory(variable.type) {
        let local = makeLocal(unique(variable.name))
        bindings[key] = .slot(local)
        emit(.write(at: .slot(local), value: .parameter(index), .plain), at: 0)
      } else if uses.assigned.contains(key) {
        let local = makeLocal(unique(variable.name))
        bindings[key] = .local(local)
        emit(.assign(local, .parameter(index)), at: 0)
      }
      index += 1
    }
  }

  func isInLambda(_ node: Int) -> Bool { enclosingLambda(of: node) != nil }

  private func enclosingLambda(of node: Int) -> Int? {
    var current = tree[node].parent
    while current != 0 {
      if tree[current].kind == CXCursor_LambdaExpr { return current }
      current = tree[current].parent
    }
    return nil
  }

  /// Variables that lambdas captured by reference.
  struct ReferenceCaptures {
    var all: Set<UnsafeRawPointer> = []
    /// By lambdas that may run on another thread.
    var shared: Set<UnsafeRawPointer> = []
  }

  func referenceCaptures() -> ReferenceCaptures {
    var found = ReferenceCaptures()
    guard context.isCXX else { return found }
    for index in tree.nodes.indices where tree[index].kind == CXCursor_LambdaExpr && index != 0 {
      let modes = capturesByReference(index)
      guard modes.default || modes.named.values.contains(true) else { continue }
      let mayRunElsewhere = mayRunElsewhere(index)
      let own = Set(newVariables(of: index).compactMap(\.cursor.identity))
      for inner in captureUses(in: index) {
        let variable = tree[inner].cursor.referenced
        guard variable.kind == CXCursor_VarDecl || variable.kind == CXCursor_ParmDecl,
          let key = variable.identity, !own.contains(key), modes.named[key] ?? modes.default
        else { continue }
        found.all.insert(key)
        if mayRunElsewhere, variable.kind == CXCursor_VarDecl { found.shared.insert(key) }
      }
    }
    return found
  }

  /// Whether a lambda is handed to a thread or kept in a `std::function`.
  private func mayRunElsewhere(_ lambda: Int) -> Bool {
    var child = lambda
    for _ in 0..<12 {
      let parent = tree[child].parent
      guard parent != 0, tree[parent].kind != CXCursor_CompoundStmt else { return false }
      if tree[parent].kind == CXCursor_CallExpr {
        let called = tree[parent].cursor.referenced
        if called.kind == CXCursor_Constructor {
          let kind = context.libraryClass(called.semanticParent)
          if kind == .thread || called.name == "function" { return true }
        } else if ["async", "emplace_back", "push_back"].contains(called.name) {
          return true
        } else {
          return false
        }
      }
      child = parent
    }
    return false
  }

  // MARK: Uses

  /// Whether a variable becomes what a reference refers to.
  func isBoundToReference(_ child: Int, in parent: Int) -> Bool {
    switch tree[parent].kind {
    case CXCursor_VarDecl: tree[parent].cursor.type.isReference
    case CXCursor_ReturnStmt: returnsReference
    case CXCursor_LambdaExpr: false
    default: false
    }
  }

  /// What a call does with a variable it is given.
  func callUse(of child: Int, in call: Int) -> Use {
    let parts = expressions(tree[call].children)
    guard let position = parts.firstIndex(of: child), position > 0 else { return .value }
    let callee = tree.strippingParentheses(parts[0])
    if position == 1, tree[callee].kind == CXCursor_MemberRefExpr,
      memberName(callee).hasPrefix("compare_exchange_")
    {
      return .assigned
    }
    let declared = tree[call].cursor.referenced
    guard declared.kind.isFunction else { return .value }
    let isConstructor = declared.kind == CXCursor_Constructor
    let index = isConstructor ? position : position - 1
    let references = context.function(declared).signature.references
    return references.indices.contains(index) && references[index] ? .addressTaken : .value
  }
}

extension UnitContext {
  /// Whether a function is called on an object.
  func hasThis(_ function: CXCursor) -> Bool {
    switch function.kind {
    case CXCursor_Constructor, CXCursor_Destructor, CXCursor_ConversionFunction: true
    case CXCursor_CXXMethod: clang_CXXMethod_isStatic(function) == 0
    case CXCursor_FunctionTemplate:
      function.semanticParent.kind.isClass && clang_CXXMethod_isStatic(function) == 0
    default: false
    }
  }
}
