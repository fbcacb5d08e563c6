import CLibclang
import OrderLint

extension FunctionLowering {
  /// More elements than this are one write.
  private static let elementLimit = 64

  /// The value a scalar variable starts with, also in braces.
  mutating func scalarInitializer(_ node: Int) -> Operand {
    guard tree[node].kind == CXCursor_InitListExpr else { return value(node) }
    guard let only = tree[node].children.first else { return .integer(0) }
    return scalarInitializer(only)
  }

  /// Writes an initial value at an address.
  mutating func initialize(_ address: Operand, type: CXType, with node: Int) {
    if context.isCXX, initializeObject(address, type: type, with: node) { return }
    // Locks and the like start as 0.
    if context.isExact, type.isRecord, context.layout(of: type) == .scalar { return }
    if initializeCharacters(of: address, type: type, with: node) { return }
    guard tree[node].kind == CXCursor_InitListExpr else {
      // `{1, 2}` for two elements of one element has values for several, one after the other.
      if context.isExact, type.isArray || type.isRecord && !tree[node].cursor.type.isRecord {
        return opaque("an initializer without the inner braces", at: node)
      }
      let initial = value(node)
      emit(.write(at: address, value: initial, .plain), at: node)
      return
    }
    if case .atomic? = exactLayout(of: type) {
      return initializeAtomicRecord(address, type: type, with: node)
    }
    guard type.isRecord || type.isArray else {
      let initial = scalarInitializer(node)
      emit(.write(at: address, value: initial, .plain), at: node)
      return
    }
    // What a list does not name starts as zero.
    emit(
      .write(at: address, value: .integer(0), .plain), at: node, layout: exactLayout(of: type))
    let children = tree[node].children
    guard context.isExact || children.count <= Self.elementLimit else {
      for child in children { discard(child) }
      emit(.write(at: address, value: .unknown("initializer list"), .plain), at: node)
      return
    }
    guard enter() else { return opaque("deeply nested initializer", at: node) }
    if type.isRecord {
      initializeFields(of: address, type: type, children)
    } else {
      initializeElements(of: address, type: type, children)
    }
    leave()
  }

  private mutating func initializeFields(
    of address: Operand, type: CXType, _ children: [Int]
  ) {
    let fields = type.canonical.declaration.children.filter { context.isMember($0) }
    var position = 0
    for child in children {
      var initial = child
      if let designator = tree.child(0, of: child), tree[designator].kind == CXCursor_MemberRef {
        let declared = tree[designator].cursor.referenced
        position = fields.firstIndex { $0.holds(declared) } ?? fields.count
        initial = tree[child].children.last ?? child
        if tree[child].children.count > 2 { position = fields.count }
        if context.isExact, fields.indices.contains(position),
          fields[position].kind != CXCursor_FieldDecl
        {
          // A member of a record without a name, which counts as one of this.
          initializeField(declared, of: address, with: initial)
          position += 1
          continue
        }
      }
      if fields.indices.contains(position) {
        initializeField(fields[position], of: address, with: initial)
      } else if context.isExact {
        opaque("an initializer of a member of a member", at: child)
      } else {
        discard(initial)
      }
      position += 1
    }
  }

  private mutating func initializeField(
    _ field: CXCursor, of address: Operand, with node: Int
  ) {
    if field.kind != CXCursor_FieldDecl {
      guard tree[node].kind == CXCursor_InitListExpr else {
        return opaque("an initializer without the inner braces", at: node)
      }
      return initializeFields(of: address, type: field.type, tree[node].children)
    }
    if isZero(node) { return }
    let reference = context.field(field)
    // All of the object starts as zero already, and a record in a union may have no cells of its own.
    if context.isExact, tree[node].kind == CXCursor_InitListExpr, field.type.isRecord,
      case .record? = exactLayout(of: field.type), let record = reference.record
    {
      return initializeFields(
        of: .field(of: address, record: record, name: reference.name), type: field.type,
        tree[node].children)
    }
    guard let record = reference.record else {
      guard context.isExact else { return discard(node) }
      return initialize(
        unnamedRecordField(reference.name, of: address), type: field.type, with: node)
    }
    initialize(
      .field(of: address, record: record, name: reference.name), type: field.type, with: node)
  }

  private mutating func initializeElements(
    of address: Operand, type: CXType, _ children: [Int]
  ) {
    let element = clang_getElementType(type.canonical)
    var position = -1
    for (index, child) in children.enumerated() {
      position &+= 1
      if tree[child].kind == CXCursor_UnexposedExpr, tree[child].children.count > 1,
        let first = tree[child].children.first.flatMap({ constant($0) })
      {
        position = Int(clamping: first)
      }
      if context.isExact, tree[child].kind == CXCursor_UnexposedExpr,
        tree[child].children.count == 3
      {
        guard let last = lastOfRange(child, of: element), last - position < 4096 else {
          opaque("designators inside each other, or a range of very many elements", at: child)
          continue
        }
        for index in position...last {
          initialize(
            exactElement(index, of: address, element), type: element,
            with: tree[child].children[2])
        }
        position = last
        continue
      }
      if isZero(child) { continue }
      let isDesignated =
        tree[child].kind == CXCursor_UnexposedExpr && tree[child].children.count > 1
      let target: Operand = isDesignated ? .unknown("index") : .integer(Int64(index))
      let initial = isDesignated ? tree[child].children.last ?? child : child
      let place =
        context.isExact
        ? exactElement(position, of: address, element) : .element(of: address, index: target)
      initialize(place, type: element, with: initial)
    }
  }

  /// Where `[first ... last] = value` ends, if the initializer of an element of the type is one:
  /// `[first][second] = value` is another.
  private func lastOfRange(_ node: Int, of element: CXType) -> Int? {
    let children = tree[node].children
    guard !element.isArray, let first = constant(children[0]), let last = constant(children[1]),
      first >= 0, first <= last, last <= Int64(Int32.max)
    else { return nil }
    return Int(last)
  }

  private func isZero(_ node: Int) -> Bool {
    let inner = tree.strippingParentheses(node)
    switch tree[inner].kind {
    case CXCursor_IntegerLiteral: return tree[inner].cursor.constant == 0
    case CXCursor_InitListExpr: return tree[inner].children.allSatisfy { isZero($0) }
    default: return false
    }
  }
}

extension UnitContext {
  /// Whether an initializer can give a value to it: a field, or a record without a name in it.
  fileprivate func isMember(_ child: CXCursor) -> Bool {
    if child.kind == CXCursor_FieldDecl { return !isExact || !child.name.isEmpty }
    guard isExact, child.kind == CXCursor_StructDecl || child.kind == CXCursor_UnionDecl else {
      return false
    }
    return clang_Cursor_isAnonymousRecordDecl(child) != 0
  }
}

extension CXCursor {
  /// Whether it is the field, or a record without a name that the field is in.
  fileprivate func holds(_ field: CXCursor) -> Bool {
    if kind == CXCursor_FieldDecl { return clang_equalCursors(self, field) != 0 }
    return children.contains { $0.holds(field) }
  }
}
