import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// What an lvalue expression designates.
  mutating func target(_ node: Int) -> Target {
    let inner = tree.strippingParentheses(node)
    if tree[inner].kind == CXCursor_DeclRefExpr, let binding = binding(of: inner) {
      switch binding {
      case _ where isReference(inner): break
      case .local(let local): return .local(local)
      case .parameter(let index): return .parameter(index)
      case .slot, .global: break
      }
    }
    return .memory(address(inner), access(of: tree[inner].cursor.type))
  }

  func access(of type: CXType) -> Access {
    if type.isAtomic || (context.isCXX && context.libraryClass(of: type) == .atomic) {
      return .atomic(.implicit)
    }
    return type.isVolatile ? .volatile : .plain
  }

  func binding(of reference: Int) -> Binding? {
    let variable = tree[reference].cursor.referenced
    return variable.identity.flatMap { bindings[$0] }
  }

  /// The address of the object an lvalue expression designates.
  mutating func address(_ node: Int) -> Operand {
    guard enter() else {
      opaque("deeply nested expression", at: node)
      return .unknown("deeply nested expression")
    }
    defer { leave() }
    return addressWithin(node)
  }

  private mutating func addressWithin(_ node: Int) -> Operand {
    let inner = tree.strippingParentheses(node)
    let children = tree[inner].children
    let cursor = tree[inner].cursor
    switch tree[inner].kind {
    case CXCursor_DeclRefExpr: return addressOfName(inner)
    case CXCursor_MemberRefExpr:
      return context.isCXX ? cxxAddressOfMember(inner) : addressOfMember(inner)
    case CXCursor_ArraySubscriptExpr: return addressOfElement(children)
    case CXCursor_UnaryOperator:
      guard let child = children.first else { break }
      if cursor.unaryOperator == CXUnaryOperator_Deref { return value(child) }
      if cursor.unaryOperator == CXUnaryOperator_Extension { return address(child) }
    case CXCursor_CompoundLiteralExpr: return compoundLiteral(inner)
    case CXCursor_StringLiteral: return string(inner)
    case CXCursor_UnexposedExpr where isPredefinedName(inner): return .unknown("string")
    default: break
    }
    if context.isCXX, let known = cxxAddress(inner) { return known }
    return addressOfTemporary(inner)
  }

  private func isPredefinedName(_ node: Int) -> Bool {
    tree[node].children.isEmpty && tree[node].cursor.type.isArray
  }

  /// A struct value that is not stored anywhere the source names: what a call returns.
  private mutating func addressOfTemporary(_ node: Int) -> Operand {
    let local = makeTemporary(exactLayout(of: tree[node].cursor.type))
    let stored = value(node)
    emit(.write(at: .slot(local), value: stored, .plain), at: node)
    return .slot(local)
  }

  private mutating func addressOfName(_ node: Int) -> Operand {
    let declaration = tree[node].cursor.referenced
    switch declaration.kind {
    case CXCursor_FunctionDecl: return .function(context.function(declaration).symbol)
    case CXCursor_VarDecl, CXCursor_ParmDecl: break
    default:
      return declaration.kind.isFunction
        ? .function(context.function(declaration).symbol) : .unknown(tree[node].cursor.name)
    }
    if isReference(node) { return address(ofReference: declaration, node) }
    // Each thread has its own; as a global it would look shared.
    if declaration.isThreadLocal, !context.isExact {
      return .unknown("thread-local '\(declaration.name)'")
    }
    if let array = declaration.identity.flatMap({ variableArrays[$0] }) { return .local(array) }
    switch declaration.identity.flatMap({ bindings[$0] }) {
    case .slot(let local): return .slot(local)
    case .global(let name): return .global(name)
    case .local(let local): return .slot(local)
    // Functions and arrays: what is passed is their address.
    case .parameter(let index): return .parameter(index)
    case nil
    where context.isCXX && declaration.hasNoLinkage && declaration.kind == CXCursor_VarDecl:
      return .unknown(declaration.name)
    case nil: return .global(context.global(declaration, in: nil))
    }
  }

  private mutating func addressOfMember(_ node: Int) -> Operand {
    let declaration = tree[node].cursor.referenced
    guard let base = tree[node].children.first(where: { clang_isExpression(tree[$0].kind) != 0 })
    else { return .unknown("member \(tree[node].cursor.name)") }
    let isArrow = tree[base].cursor.type.isPointer
    let object = isArrow ? value(base) : address(base)
    guard declaration.kind == CXCursor_FieldDecl else {
      return .unknown("member \(tree[node].cursor.name)")
    }
    let field = context.field(declaration)
    if let record = field.record { return .field(of: object, record: record, name: field.name) }
    return unnamedRecordField(field.name, of: object)
  }

  /// A field of a record without a name belongs to the object the record is declared for.
  func unnamedRecordField(_ name: String, of object: Operand) -> Operand {
    switch object {
    case .field(let outer, let record, let path):
      return .field(of: outer, record: record, name: "\(path).\(name)")
    case .element(.field(_, let record, let path), _):
      return .field(of: object, record: "\(record).\(path)", name: name)
    case .global(let symbol), .element(.global(let symbol), _):
      return .field(of: object, record: symbol, name: name)
    case .slot(let local), .element(.slot(let local), _):
      return .field(of: object, record: "\(symbol).\(locals[local.index].name)", name: name)
    default:
      return .field(of: object, record: "unnamed", name: name)
    }
  }

  private mutating func addressOfElement(_ children: [Int]) -> Operand {
    guard children.count == 2 else { return .unknown("element") }
    let isSwapped = tree[children[1]].cursor.type.isPointer
    let base = value(children[isSwapped ? 1 : 0])
    let index = value(children[isSwapped ? 0 : 1])
    return advanced(base, by: index, tree[children[isSwapped ? 1 : 0]].cursor.type)
  }

  private mutating func compoundLiteral(_ node: Int) -> Operand {
    let local = makeTemporary(exactLayout(of: tree[node].cursor.type))
    if let initializer = tree[node].children.last {
      initialize(.slot(local), type: tree[node].cursor.type, with: initializer)
    }
    return .slot(local)
  }

  // MARK: Reading and writing

  /// The value of an lvalue expression: a read, or the variable itself.
  mutating func load(_ node: Int) -> Operand {
    let type = tree[node].cursor.type
    if type.isArray {
      let array = address(node)
      if case .unknown = array { return array }
      return .element(of: array, index: .integer(0))
    }
    if type.isFunction { return address(node) }
    return read(target(node), at: node)
  }

  mutating func read(_ target: Target, at node: Int, as type: CXType? = nil) -> Operand {
    switch target {
    case .local(let local): return .local(local)
    case .parameter(let index): return .parameter(index)
    case .memory(let address, let access):
      if isCopyOfUnknownObject(address, access, node) { return .unknown("copy") }
      return .result(
        emit(
          .read(at: address, access), at: node,
          layout: exactLayout(of: type ?? tree[node].cursor.type)))
    }
  }

  /// A C++ class object behind a bare reference is nearly always a local of a caller, handed on as
  /// a value. Taken for some shared object of its class, it would race with all others.
  private func isCopyOfUnknownObject(
    _ address: Operand, _ access: Access, _ node: Int
  ) -> Bool {
    guard context.isCXX, access == .plain, tree[node].kind != CXCursor_VarDecl else { return false }
    let spelled = tree[node].cursor.type
    let type = spelled.isUnknown ? staticType(of: node) ?? spelled : spelled
    guard type.isRecord || type.isUnknown else { return false }
    if let record = context.recordName(type.canonical.declaration),
      context.cxx.valueRecords[record] != nil
    {
      return false
    }
    switch address {
    case .parameter, .local, .unknown: return true
    default: return false
    }
  }

  mutating func write(_ value: Operand, to target: Target, at node: Int) {
    switch target {
    case .local(let local): emit(.assign(local, value), at: node)
    case .parameter: opaque("assignment to a parameter", at: node)
    case .memory(let address, let access):
      if isCopyOfUnknownObject(address, access, node) { return }
      emit(.write(at: address, value: value, access), at: node)
    }
  }
}

extension Ordering {
  /// Sequential consistency, which C11 gives operations that name no order.
  static let implicit = Ordering(.known(.sequentiallyConsistent))
}
