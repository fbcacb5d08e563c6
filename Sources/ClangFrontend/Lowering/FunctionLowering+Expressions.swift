import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// Evaluates an expression whose value is not used.
  mutating func discard(_ node: Int?) {
    guard let node else { return }
    let inner = tree.strippingParentheses(node)
    let children = tree[inner].children
    switch tree[inner].kind {
    case CXCursor_UnaryOperator where isStep(inner):
      if let child = children.first { step(child, inner, isValueUsed: false) }
    case CXCursor_BinaryOperator where isLogical(inner), CXCursor_ConditionalOperator:
      discardBranches(inner)
    case CXCursor_CallExpr where context.isCXX:
      guard enter() else { return opaque("deeply nested expression", at: inner) }
      _ = cxxCall(inner)
      leave()
    case let kind where kind.isCast:
      guard enter() else { return opaque("deeply nested expression", at: inner) }
      discard(children.last)
      leave()
    default: _ = value(node)
    }
  }

  private mutating func discardBranches(_ node: Int) {
    let children = tree[node].children
    let end = builder.makeBlock()
    guard tree[node].kind == CXCursor_ConditionalOperator, children.count == 3 else {
      condition(node, then: end, else: end)
      return builder.begin(end)
    }
    let then = builder.makeBlock()
    let otherwise = builder.makeBlock()
    condition(children[0], then: then, else: otherwise)
    builder.begin(then)
    discard(children[1])
    builder.terminate(.jump(end))
    builder.begin(otherwise)
    discard(children[2])
    builder.begin(end)
  }

  /// Evaluates an expression.
  mutating func value(_ node: Int) -> Operand {
    guard enter() else {
      opaque("deeply nested expression", at: node)
      return .unknown("deeply nested expression")
    }
    defer { leave() }
    return valueWithin(node)
  }

  private mutating func valueWithin(_ node: Int) -> Operand {
    let cursor = tree[node].cursor
    let children = tree[node].children
    switch tree[node].kind {
    case CXCursor_IntegerLiteral, CXCursor_CharacterLiteral, CXCursor_UnaryExpr:
      return cursor.constant.map { .integer($0) } ?? .unknown("constant")
    case CXCursor_FloatingLiteral: return .unknown("floating-point number")
    case CXCursor_StringLiteral: return string(node)
    case CXCursor_ParenExpr: return children.first.map { value($0) } ?? .unknown("()")
    case CXCursor_DeclRefExpr: return named(node)
    case CXCursor_MemberRefExpr where context.isCXX: return cxxMemberValue(node)
    case CXCursor_CallExpr where context.isCXX: return cxxValue(of: node)
    case CXCursor_MemberRefExpr, CXCursor_ArraySubscriptExpr, CXCursor_CompoundLiteralExpr:
      return load(node)
    case CXCursor_UnexposedExpr: return unexposed(node)
    case CXCursor_CStyleCastExpr:
      guard let last = children.last else { return .unknown("cast") }
      if let bytes = byteStep(last, castTo: cursor.type) { return bytes }
      return converted(value(last), from: last, to: cursor.type)
    case CXCursor_UnaryOperator: return unary(node)
    case CXCursor_BinaryOperator: return binary(node)
    case CXCursor_CompoundAssignOperator: return compoundAssignment(node)
    case CXCursor_ConditionalOperator: return conditional(node)
    case CXCursor_CallExpr: return call(node)
    case CXCursor_StmtExpr: return statementExpression(node)
    case CXCursor_InitListExpr:
      return children.count == 1 ? value(children[0]) : unknown("initializer list", children)
    case CXCursor_GenericSelectionExpr: return genericSelection(node)
    case CXCursor_AddrLabelExpr: return .unknown("label")
    case CXCursor_TypeRef, CXCursor_MemberRef, CXCursor_LabelRef, CXCursor_ParmDecl,
      CXCursor_StructDecl, CXCursor_UnionDecl, CXCursor_EnumDecl, CXCursor_TypedefDecl:
      return .unknown("type")
    default: return context.isCXX ? cxxExpression(node) : unknown("expression", children)
    }
  }

  /// Evaluates the parts of something that is not understood, for what they do.
  mutating func unknown(_ reason: String, _ parts: [Int]) -> Operand {
    for part in parts where clang_isExpression(tree[part].kind) != 0 { discard(part) }
    return .unknown(reason)
  }

  func constant(_ node: Int) -> Int64? {
    let inner = tree.strippingCasts(node)
    let declaration = tree[inner].kind == CXCursor_DeclRefExpr ? tree[inner].cursor.referenced : nil
    if let declaration, declaration.kind == CXCursor_EnumConstantDecl {
      return declaration.enumValue
    }
    if let declaration, declaration.kind == CXCursor_VarDecl {
      return declaration.type.isConst ? declaration.initialConstant : nil
    }
    return tree[node].cursor.constant
  }

  private mutating func named(_ node: Int) -> Operand {
    let declaration = tree[node].cursor.referenced
    switch declaration.kind {
    case CXCursor_EnumConstantDecl: return .integer(declaration.enumValue)
    case CXCursor_FunctionDecl: return .function(context.function(declaration).symbol)
    case CXCursor_VarDecl, CXCursor_ParmDecl:
      if context.isCXX, let known = context.constant(declaration) { return .integer(known) }
      return load(node)
    default:
      return declaration.kind.isFunction
        ? .function(context.function(declaration).symbol) : .unknown(tree[node].cursor.name)
    }
  }

  // MARK: What libclang does not tell apart

  private mutating func unexposed(_ node: Int) -> Operand {
    let children = tree[node].children
    let type = tree[node].cursor.type
    if let builtin = namedBuiltin(node) { return atomic(builtin, node) }
    // `offsetof`; the type may be spelled by an expression, which is not evaluated.
    if children.contains(where: { tree[$0].kind == CXCursor_MemberRef }) {
      return constantOrUnknown(node)
    }
    if children.count == 1 {
      if tree[children[0]].kind == CXCursor_TypeRef { return constantOrUnknown(node) }
      return converted(value(children[0]), from: children[0], to: type)
    }
    if context.isCXX { return unknown("expression", children) }
    if children.count == 4, isRepeated(Array(children.prefix(3))) {
      return elvis(node)
    }
    if children.count == 3, let test = tree[children[0]].cursor.constant,
      children.allSatisfy({ clang_isExpression(tree[$0].kind) != 0 })
    {
      return value(children[test != 0 ? 1 : 2])
    }
    if children.allSatisfy({ clang_isExpression(tree[$0].kind) == 0 }) {
      return constantOrUnknown(node)
    }
    return unknown("expression", children)
  }

  private func constantOrUnknown(_ node: Int) -> Operand {
    tree[node].cursor.constant.map { .integer($0) } ?? .unknown("expression")
  }

  /// `a ?: b` lists `a` three times.
  private func isRepeated(_ nodes: [Int]) -> Bool {
    guard let first = nodes.first.map({ context.spelling(of: tree.start(of: $0)) }) else {
      return false
    }
    return nodes.allSatisfy { context.spelling(of: tree.start(of: $0)) == first }
  }

  private mutating func elvis(_ node: Int) -> Operand {
    let children = tree[node].children
    let result = makeTemporary()
    let otherwise = builder.makeBlock()
    let end = builder.makeBlock()
    emit(.assign(result, value(children[0])), at: node)
    branch(on: .local(result), then: end, else: otherwise)
    builder.begin(otherwise)
    let alternative = value(children[3])
    emit(.assign(result, alternative), at: node)
    builder.begin(end)
    return .local(result)
  }

  func converted(_ operand: Operand, to type: CXType) -> Operand {
    if type.isBoolean { return .truth(of: operand) }
    if type.isPointer, operand == .integer(0) { return .null }
    return operand
  }

  /// libclang does not say which association was chosen: the types of the results tell, or else the
  /// type names in the text.
  private mutating func genericSelection(_ node: Int) -> Operand {
    let children = tree[node].children
    let wanted = tree[node].cursor.type.canonical
    let candidates = children.dropFirst().filter {
      clang_isExpression(tree[$0].kind) != 0
        && clang_equalTypes(tree[$0].cursor.type.canonical, wanted) != 0
    }
    guard candidates.count > 1, let control = children.first else {
      return candidates.first.map { value($0) } ?? unknown("_Generic", [])
    }
    let type = tree[control].cursor.type
    let names = [type.spelling, type.canonical.spelling]
    let labels = candidates.map { label(before: $0) }
    let chosen =
      labels.firstIndex { names.contains($0) } ?? labels.firstIndex(of: "default") ?? 0
    return value(candidates[chosen])
  }

  /// The text between the comma and the colon before an association.
  private func label(before node: Int) -> String {
    let place = context.spelling(of: tree.start(of: node))
    guard let file = place.file else { return "" }
    let bytes = context.source(of: file)
    guard place.offset <= bytes.count else { return "" }
    let before = bytes[..<place.offset].suffix(80).reversed()
    let label = before.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "(") }
    let text = String(decoding: label.reversed(), as: UTF8.self)
    return String(text.trimmingSpaces.dropLast().trimmingSpaces)
  }

  private mutating func statementExpression(_ node: Int) -> Operand {
    guard let body = tree[node].children.first else { return .unknown("({})") }
    let statements = tree[body].children
    for child in statements.dropLast() { statement(child) }
    guard let last = statements.last else { return .unknown("({})") }
    guard clang_isExpression(tree[last].kind) != 0, !tree[node].cursor.type.isVoid else {
      statement(last)
      return .unknown("void")
    }
    return value(last)
  }

  // MARK: Branching values

  private mutating func conditional(_ node: Int) -> Operand {
    guard !tree[node].cursor.type.isVoid else {
      discardBranches(node)
      return .unknown("void")
    }
    return eitherBranch(of: node) { $0.value($1) }
  }

  /// What the branch of `p ? a : b` that is taken gives.
  mutating func eitherBranch(
    of node: Int, _ lower: (inout Self, Int) -> Operand
  ) -> Operand {
    let children = tree[node].children
    guard children.count == 3 else { return unknown("?:", children) }
    let then = builder.makeBlock()
    let otherwise = builder.makeBlock()
    condition(children[0], then: then, else: otherwise)
    let result = makeTemporary()
    let end = builder.makeBlock()
    for (block, expression) in [(then, children[1]), (otherwise, children[2])] {
      builder.begin(block)
      let operand = lower(&self, expression)
      emit(.assign(result, operand), at: node)
      builder.terminate(.jump(end))
    }
    builder.begin(end)
    return .local(result)
  }

  /// `&&` and `||` as a value.
  mutating func logical(_ node: Int) -> Operand {
    let result = makeTemporary()
    let yes = builder.makeBlock()
    let no = builder.makeBlock()
    let end = builder.makeBlock()
    condition(node, then: yes, else: no)
    builder.begin(yes)
    emit(.assign(result, .integer(1)), at: node)
    builder.terminate(.jump(end))
    builder.begin(no)
    emit(.assign(result, .integer(0)), at: node)
    builder.begin(end)
    return .local(result)
  }

  func isLogical(_ node: Int) -> Bool {
    let operation = tree[node].cursor.binaryOperator
    return operation == CXBinaryOperator_LAnd || operation == CXBinaryOperator_LOr
  }
}

extension CXType {
  var isVoid: Bool { canonical.kind == CXType_Void }
}
