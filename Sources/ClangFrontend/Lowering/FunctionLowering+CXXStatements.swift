import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// Statements that only C++ has; whether the node is one.
  mutating func cxxStatement(_ node: Int) -> Bool {
    let children = tree[node].children
    switch tree[node].kind {
    case CXCursor_CXXForRangeStmt:
      openScope()
      rangeFor(node)
      closeScope()
    case CXCursor_CXXTryStmt:
      // Exceptions are not followed.
      if let body = children.first { statement(body) }
    case CXCursor_CXXCatchStmt: break
    case CXCursor_VarDecl: declare(node)
    default: return false
    }
    return true
  }

  mutating func cxxReturn(_ children: [Int]) {
    let result = children.first.map { returnsReference ? reference(to: $0) : value($0) }
    leaveScopes(downTo: 0)
    builder.terminate(.return(result))
  }

  /// An `if` may begin with declarations.
  mutating func cxxIf(_ children: [Int]) {
    let declared = children.prefix { isDeclaration($0) }
    openScope()
    for child in declared { statement(child) }
    ifStatement(Array(children.dropFirst(declared.count)))
    closeScope()
  }

  mutating func cxxWhile(_ children: [Int]) {
    guard let first = children.first, isDeclaration(first), children.count >= 3 else {
      return whileStatement(children)
    }
    let head = builder.makeBlock()
    let body = builder.makeBlock()
    let done = builder.makeBlock()
    let end = builder.makeBlock()
    let outer = scopes.count
    builder.begin(head)
    openScope()
    statement(first)
    condition(children[1], then: body, else: done)
    builder.begin(body)
    // Each round makes and destroys what the condition declares ([stmt.while]/2).
    loopBody(children[2], Exit(onBreak: end, onContinue: head, depth: outer))
    leaveScopes(downTo: outer)
    builder.terminate(.jump(head))
    builder.begin(done)
    closeScope()
    builder.begin(end)
  }

  private func isDeclaration(_ node: Int) -> Bool {
    tree[node].kind == CXCursor_DeclStmt || tree[node].kind == CXCursor_VarDecl
  }

  /// A loop over elements nobody counts.
  private mutating func rangeFor(_ node: Int) {
    let children = tree[node].children
    guard let body = children.last, children.count >= 2,
      let variable = children.first(where: { tree[$0].kind == CXCursor_VarDecl })
    else { return discardAll(children) }
    let ranges = children.dropLast().filter { clang_isExpression(tree[$0].kind) != 0 }
    let elements = ranges.last.map { address($0) } ?? .unknown("range")
    let head = builder.makeBlock()
    let inside = builder.makeBlock()
    let end = builder.makeBlock()
    builder.begin(head)
    builder.terminate(.branch(.unknown("more elements"), then: inside, else: end))
    builder.begin(inside)
    let element = Operand.element(of: elements, index: .unknown("index"))
    bindElement(variable, to: element)
    loopBody(body, Exit(onBreak: end, onContinue: head, depth: scopes.count))
    builder.terminate(.jump(head))
    builder.begin(end)
  }

  private mutating func bindElement(_ variable: Int, to element: Operand) {
    let cursor = tree[variable].cursor
    guard let key = cursor.identity, let binding = bindings[key] else { return }
    let isReference = references.contains(key)
    let initial: Operand =
      isReference ? element : .result(emit(.read(at: element, .plain), at: variable))
    switch binding {
    case .local(let local): emit(.assign(local, initial), at: variable)
    case .slot(let slot): emit(.write(at: .slot(slot), value: initial, .plain), at: variable)
    case .global(let symbol):
      emit(.write(at: .global(symbol), value: initial, .plain), at: variable)
    case .parameter: break
    }
  }

  // MARK: Declarations

  mutating func cxxDeclare(_ variable: Int) {
    let cursor = tree[variable].cursor
    guard !cursor.isThreadLocal else { return }
    let node = initializer(of: variable)
    if declareLock(variable, node) { return }
    guard let key = cursor.identity, let binding = bindings[key] else { return }
    if references.contains(key) {
      guard let node else { return }
      return setVariable(binding, to: reference(to: node), variable)
    }
    if let node {
      let inner = tree.strippingParentheses(node)
      if tree[inner].kind == CXCursor_LambdaExpr { lambdaValues[key] = lambda(inner) }
      switch binding {
      case .local: setVariable(binding, to: scalarInitializer(node), variable)
      case .slot(let slot): initialize(.slot(slot), type: cursor.type, with: node)
      case .global(let symbol): initialize(.global(symbol), type: cursor.type, with: node)
      case .parameter: discard(node)
      }
    }
    if case .slot(let slot) = binding { willDestroy(cursor, at: .slot(slot), variable) }
  }

  private mutating func setVariable(_ binding: Binding, to value: Operand, _ node: Int) {
    switch binding {
    case .local(let local): emit(.assign(local, value), at: node)
    case .slot(let slot): emit(.write(at: .slot(slot), value: value, .plain), at: node)
    case .global(let symbol): emit(.write(at: .global(symbol), value: value, .plain), at: node)
    case .parameter: break
    }
  }

  private func initializer(of variable: Int) -> Int? {
    let initializer = clang_Cursor_getVarDeclInitializer(tree[variable].cursor)
    guard !initializer.isNull else { return nil }
    return tree[variable].children.last {
      clang_equalCursors(tree[$0].cursor, initializer) != 0
    }
  }

  /// Makes an object where a constructor or a library type does; whether that is so.
  mutating func initializeObject(
    _ address: Operand, type: CXType, with node: Int
  ) -> Bool {
    let inner = tree.strippingParentheses(node)
    if tree[inner].kind == CXCursor_CallExpr,
      tree[inner].cursor.referenced.kind == CXCursor_Constructor
    {
      construct(
        tree[inner].cursor.referenced, at: address, expressions(tree[inner].children), inner)
      return true
    }
    guard let kind = context.libraryClass(of: type) else { return false }
    let isList = tree[node].kind == CXCursor_InitListExpr
    let values = isList ? expressions(tree[node].children) : [node]
    guard kind.isHolder else {
      _ = escapingCall("construct", [address], values, node)
      return true
    }
    let initial: Operand =
      kind == .atomicReference
      ? values.first.map { reference(to: $0) } ?? .null
      : values.first.map { value($0) } ?? (kind.isPointer ? .null : .integer(0))
    emit(.write(at: address, value: initial, .plain), at: node)
    return true
  }

  // MARK: Constructors

  /// The initializer list of a constructor.
  mutating func initializeMembers() {
    guard tree[0].kind == CXCursor_Constructor || isConstructorTemplate else { return }
    var member: Int?
    for child in tree[0].children {
      switch tree[child].kind {
      case CXCursor_MemberRef: member = child
      case CXCursor_TypeRef, CXCursor_TemplateRef, CXCursor_NamespaceRef, CXCursor_ParmDecl,
        CXCursor_CompoundStmt:
        member = nil
      default:
        guard clang_isExpression(tree[child].kind) != 0 else { continue }
        initializeMember(member, with: child)
        member = nil
      }
    }
  }

  private var isConstructorTemplate: Bool {
    tree[0].kind == CXCursor_FunctionTemplate
      && clang_getTemplateCursorKind(tree[0].cursor) == CXCursor_Constructor
  }

  private mutating func initializeMember(_ member: Int?, with node: Int) {
    guard let member else {
      // A base class, or another constructor of this class.
      let inner = tree.strippingParentheses(node)
      if tree[inner].cursor.referenced.kind == CXCursor_Constructor {
        construct(
          tree[inner].cursor.referenced, at: thisOperand, expressions(tree[inner].children),
          inner)
      } else {
        discard(node)
      }
      return
    }
    let field = tree[member].cursor.referenced
    guard field.kind == CXCursor_FieldDecl else { return discard(node) }
    let address = place(ofField: field, in: thisOperand)
    if field.type.isReference {
      let referent = reference(to: node)
      emit(.write(at: address, value: referent, .plain), at: node)
    } else {
      initialize(address, type: field.type, with: node)
    }
  }

  // MARK: Expressions

  mutating func cxxExpression(_ node: Int) -> Operand {
    let children = tree[node].children
    switch tree[node].kind {
    case CXCursor_CXXBoolLiteralExpr:
      return tree[node].cursor.constant.map { .integer($0) } ?? .unknown("constant")
    case CXCursor_CXXNullPtrLiteralExpr: return .null
    case CXCursor_CXXThisExpr: return thisOperand
    case CXCursor_LambdaExpr: return .function(lambda(node).symbol)
    case CXCursor_CXXNewExpr: return newObject(node)
    case CXCursor_CXXDeleteExpr:
      deleteObject(node)
      return .unknown("void")
    case CXCursor_CXXThrowExpr:
      for child in children { discard(child) }
      builder.terminate(.unreachable)
      return .unknown("void")
    case CXCursor_SizeOfPackExpr, CXCursor_CXXTypeidExpr: return .unknown("constant")
    case let kind where kind.isCast:
      guard let last = children.last, clang_isExpression(tree[last].kind) != 0 else {
        return .integer(0)
      }
      return converted(value(last), to: tree[node].cursor.type)
    default: return unknown("expression", children)
    }
  }

  mutating func cxxMemberValue(_ node: Int) -> Operand {
    let declared = memberDeclaration(node)
    if let declared {
      if declared.kind == CXCursor_EnumConstantDecl { return .integer(declared.enumValue) }
      if declared.kind == CXCursor_VarDecl, let known = context.constant(declared) {
        return .integer(known)
      }
      if declared.kind.isFunction { return .function(context.function(declared).symbol) }
    }
    return load(node)
  }

  /// The address of what only C++ has as lvalues.
  mutating func cxxAddress(_ node: Int) -> Operand? {
    switch tree[node].kind {
    case CXCursor_CallExpr: return cxxAddress(of: node)
    case CXCursor_CXXThisExpr: return nil
    case CXCursor_UnaryOperator:
      let isStepBefore =
        tree[node].cursor.unaryOperator == CXUnaryOperator_PreInc
        || tree[node].cursor.unaryOperator == CXUnaryOperator_PreDec
      guard isStepBefore, let child = tree[node].children.first else { return nil }
      step(child, node, isValueUsed: false)
      return address(child)
    case CXCursor_BinaryOperator, CXCursor_CompoundAssignOperator:
      let isAssignment =
        tree[node].kind == CXCursor_CompoundAssignOperator
        || tree[node].cursor.binaryOperator == CXBinaryOperator_Assign
      guard isAssignment, let left = tree[node].children.first else { return nil }
      _ = value(node)
      return address(left)
    case let kind where kind.isCast:
      guard let last = tree[node].children.last, !tree[node].cursor.type.isPointer,
        clang_isExpression(tree[last].kind) != 0
      else { return nil }
      let inner = tree.strippingParentheses(last)
      let isObject =
        tree[inner].kind == CXCursor_DeclRefExpr || tree[inner].kind == CXCursor_MemberRefExpr
        || tree[inner].kind == CXCursor_UnaryOperator || tree[inner].kind == CXCursor_CallExpr
      return isObject ? address(inner) : nil
    default: return nil
    }
  }
}
