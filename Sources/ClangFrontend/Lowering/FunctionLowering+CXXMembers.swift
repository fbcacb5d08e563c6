import CLibclang
import MemoryModel
import OrderLint

/// What has been found out about types and members that templates hide, by node. Types ask for
/// members and members for types: without it the time doubles with every link of a chain of calls.
final class HiddenTypes {
  fileprivate var types: [Int: CXType?] = [:]
  fileprivate var members: [Int: CXCursor?] = [:]
}

extension FunctionLowering {
  /// The operand that stands for `this`.
  var thisOperand: Operand { thisParameter.map { .parameter($0) } ?? .unknown("this") }

  // MARK: Names of members

  /// The object expression before a member; nil if it is `this` and not spelled.
  func base(ofMember node: Int) -> Int? {
    guard let first = tree[node].children.first(where: { clang_isExpression(tree[$0].kind) != 0 })
    else { return nil }
    // Template arguments are children, too.
    let starts = (
      context.spelling(of: tree.start(of: first)), context.spelling(of: tree.start(of: node))
    )
    return starts.0 == starts.1 ? first : nil
  }

  /// The name of a member, from the text if libclang does not know the member.
  func memberName(_ node: Int) -> String {
    let declared = tree[node].cursor.referenced
    if !declared.isNull, !declared.name.isEmpty { return declared.name }
    return lastWord(of: node)
  }

  /// The last name in the text of an expression, template arguments aside.
  func lastWord(of node: Int) -> String {
    let begin =
      base(ofMember: node).map { context.spelling(of: tree.end(of: $0)) }
      ?? context.spelling(of: tree.start(of: node))
    let end = context.spelling(of: tree.end(of: node))
    guard let file = begin.file, end.file == file, end.offset > begin.offset else { return "" }
    let bytes = context.source(of: file)
    guard end.offset <= bytes.count, end.offset - begin.offset < 400 else { return "" }
    let text = bytes[begin.offset..<end.offset].prefix { $0 != UInt8(ascii: "<") }
    let words = text.split { !Characters.isWord($0) }
    return words.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Whether the node is `object.name` where clang found no such member: it keeps the object alone.
  func isRecoveredMember(_ node: Int) -> Bool {
    guard tree[node].kind == CXCursor_UnexposedExpr, tree[node].cursor.type.isUnknown,
      let base = base(ofMember: node)
    else { return false }
    let begin = context.spelling(of: tree.end(of: base))
    let end = context.spelling(of: tree.end(of: node))
    guard let file = begin.file, end.file == file, end.offset > begin.offset else { return false }
    let bytes = context.source(of: file)
    guard end.offset <= bytes.count else { return false }
    let link = bytes[begin.offset..<end.offset].filter { !Characters.isSpace($0) && $0 != 0x0A }
    let isLinked = link.starts(with: ".".utf8) || link.starts(with: "->".utf8)
    return isLinked && (link.last.map(Characters.isWord) ?? false)
  }

  private func isArrow(_ node: Int, base: Int) -> Bool {
    let type = tree[base].cursor.type
    if type.isPointer { return true }
    guard type.isUnknown || context.libraryClass(of: type)?.isPointer ?? false else { return false }
    let begin = context.spelling(of: tree.end(of: base))
    let end = context.spelling(of: tree.end(of: node))
    guard let file = begin.file, end.file == file, end.offset > begin.offset else { return false }
    let bytes = context.source(of: file)
    guard end.offset <= bytes.count else { return false }
    return bytes[begin.offset..<end.offset].prefix { !Characters.isWord($0) }
      .contains(UInt8(ascii: ">"))
  }

  /// The address of the object whose member an expression names.
  mutating func object(ofMember node: Int) -> Operand {
    guard let base = base(ofMember: node) else { return thisOperand }
    return isArrow(node, base: base) ? value(base) : address(base)
  }

  /// The declaration of a member; looked up by name where templates hide it.
  func memberDeclaration(_ node: Int, depth: Int = 0) -> CXCursor? {
    if let known = hidden.members[node] { return known }
    let declared = tree[node].cursor.referenced
    let isKnown = !declared.isNull && declared.kind != CXCursor_InvalidFile
    let found = isKnown ? declared : hiddenMember(node, depth)
    hidden.members[node] = .some(found)
    return found
  }

  private func hiddenMember(_ node: Int, _ depth: Int) -> CXCursor? {
    let name = lastWord(of: node)
    guard !name.isEmpty else { return nil }
    let record: CXCursor?
    if let base = base(ofMember: node) {
      record = staticType(of: base, depth: depth).flatMap { context.classDeclaration(of: $0) }
    } else {
      record = enclosingClass
    }
    return record.flatMap { context.member(name, of: $0) }
  }

  private var enclosingClass: CXCursor? {
    let parent = tree[0].cursor.semanticParent
    return parent.kind.isClass ? parent : nil
  }

  // MARK: Fields

  mutating func cxxAddressOfMember(_ node: Int) -> Operand {
    let name = memberName(node)
    guard let declared = memberDeclaration(node) else {
      let object = object(ofMember: node)
      return .field(of: object, record: "?", name: name.isEmpty ? "member" : name)
    }
    switch declared.kind {
    case CXCursor_FieldDecl: return address(ofField: declared, in: object(ofMember: node), node)
    case CXCursor_VarDecl:
      if declared.isThreadLocal { return .unknown("thread-local '\(name)'") }
      return .global(context.global(declared, in: nil))
    case CXCursor_OverloadedDeclRef: return .unknown("member \(name)")
    default:
      return declared.kind.isFunction
        ? .function(context.function(declared).symbol) : .unknown("member \(name)")
    }
  }

  private mutating func address(
    ofField declared: CXCursor, in object: Operand, _ node: Int
  ) -> Operand {
    let place = place(ofField: declared, in: object)
    guard declared.type.isReference else { return place }
    return .result(emit(.read(at: place, .plain), at: node))
  }

  /// Where a field of an object is.
  ///
  /// What atomic objects hold are values, such as a pointer with a mark. Their parts are the value
  /// as a whole, so that what a load gave can be followed through their methods.
  func place(ofField declared: CXCursor, in object: Operand) -> Operand {
    let field = context.field(declared)
    guard let record = field.record else { return unnamedRecordField(field.name, of: object) }
    if let main = context.cxx.valueRecords[record] {
      return field.name == main ? object : .unknown("part '\(field.name)' of a value")
    }
    if isOwnedByThread(record, object, declared) {
      return .unknown("thread-local '\(field.name)'")
    }
    return .field(of: object, record: record, name: field.name)
  }

  /// A plain field of an object that each thread has for itself is nobody else's business.
  private func isOwnedByThread(
    _ record: String, _ object: Operand, _ declared: CXCursor
  ) -> Bool {
    object == thisOperand
      && context.cxx.threadLocalTypes.contains(context.lastName(ofRecord: record))
      && access(of: declared.type) == .plain && !declared.type.isRecord && !declared.type.isArray
      && !declared.type.isReference
  }

  // MARK: Types that templates hide

  /// The type of an expression as far as it can be told. Pointers to it and references count as the
  /// type itself.
  func staticType(of node: Int, depth: Int = 0) -> CXType? {
    let inner = tree.strippingParentheses(node)
    if let known = hidden.types[inner] { return known }
    guard depth < Self.typeDepthLimit else { return nil }
    // A variable may be a part of its own initialiser.
    hidden.types[inner] = .some(nil)
    let type = findStaticType(of: inner, depth)
    hidden.types[inner] = .some(type)
    return type
  }

  /// How long a chain of expressions may be whose types depend on each other.
  private static let typeDepthLimit = 64

  private func findStaticType(of inner: Int, _ depth: Int) -> CXType? {
    let type = tree[inner].cursor.type
    let isDeduced = type.isUnknown || type.pointsToUnknown
    if !isDeduced || context.classDeclaration(of: type) != nil || context.heldType(type) != nil {
      return type
    }
    let children = tree[inner].children
    switch tree[inner].kind {
    case CXCursor_DeclRefExpr: return deducedType(of: tree[inner].cursor.referenced, depth)
    case CXCursor_MemberRefExpr:
      return memberDeclaration(inner, depth: depth + 1)?.type
    case CXCursor_CallExpr: return resultType(ofCall: inner, depth)
    case CXCursor_UnaryOperator, CXCursor_ArraySubscriptExpr:
      return children.first.flatMap { staticType(of: $0, depth: depth + 1) }
    default:
      return tree[inner].kind.isCast ? type : nil
    }
  }

  func deducedType(of variable: CXCursor, _ depth: Int = 0) -> CXType? {
    guard let key = variable.identity else { return nil }
    guard let node = declarations[key] else { return captures?.types[key] }
    let initializer = expressions(tree[node].children).last
    return initializer.flatMap { staticType(of: $0, depth: depth + 1) }
  }

  private func resultType(ofCall node: Int, _ depth: Int) -> CXType? {
    guard let first = expressions(tree[node].children).first else { return nil }
    let callee = tree.strippingParentheses(first)
    guard tree[callee].kind == CXCursor_MemberRefExpr else { return nil }
    if let base = base(ofMember: callee), let type = staticType(of: base, depth: depth + 1),
      let held = context.heldType(type.withoutReference)
    {
      // What `load`, `exchange`, `get` and their like give.
      return held
    }
    guard let method = memberDeclaration(callee, depth: depth + 1), method.kind.isFunction
    else { return nil }
    return method.type.result
  }

  func libraryClass(ofExpression node: Int) -> CXXLibrary.Class? {
    staticType(of: node).flatMap { context.libraryClass(of: $0) }
  }

  // MARK: Calls of members

  mutating func memberCall(_ member: Int, _ arguments: [Int], _ node: Int) -> CallResult {
    let declared = memberDeclaration(member)
    let name = memberName(member)
    var kind: CXXLibrary.Class?
    if let declared, declared.kind.isFunction {
      kind = context.libraryClass(declared.semanticParent)
    } else if let base = base(ofMember: member) {
      kind = libraryClass(ofExpression: base)
    }
    // Classes that a library took over from the standard have members in small letters; what others
    // do is not known.
    if kind == .other, name.first?.isUppercase ?? false {
      return unknownMember(name, member, arguments, node)
    }
    if let kind { return libraryMember(kind, name, member, (arguments, node)) }
    guard let declared else { return unknownMember(name, member, arguments, node) }
    if declared.kind.isFunction, context.isStandIn(declared) {
      return standInMember(declared, name, member, (arguments, node))
    }
    switch declared.kind {
    case CXCursor_OverloadedDeclRef:
      return overloadedCall(declared, object: object(ofMember: member), arguments, node)
    case CXCursor_FieldDecl, CXCursor_VarDecl:
      return .value(indirectCall(member, arguments, node))
    default:
      guard declared.kind.isFunction else { return .value(unknown("call", arguments)) }
      if clang_CXXMethod_isStatic(declared) != 0 {
        return directCall(declared, object: nil, arguments, node)
      }
      return directCall(declared, object: object(ofMember: member), arguments, node)
    }
  }

  /// A member of an object whose class is in a header that is missing.
  private mutating func standInMember(
    _ declared: CXCursor, _ name: String, _ member: Int, _ call: (arguments: [Int], node: Int)
  ) -> CallResult {
    // What stands for something unknown is what it is converted to.
    if name.hasPrefix("operator "), let base = base(ofMember: member) {
      return .value(value(base))
    }
    if clang_CXXMethod_isStatic(declared) != 0 {
      return directCall(declared, object: nil, call.arguments, call.node)
    }
    return unknownMember(name, member, call.arguments, call.node)
  }

  /// A member of an object whose type nobody knows: what the name and the arguments say.
  mutating func unknownMember(
    _ name: String, _ member: Int, _ arguments: [Int], _ node: Int
  ) -> CallResult {
    let object = object(ofMember: member)
    if let operation = CXXLibrary.member(name) {
      if arguments.contains(where: isOrder) || CXXLibrary.isUnmistakable(name) {
        return .value(atomicMember(operation, at: object, arguments, node))
      }
    }
    let member = name.prefix(1).lowercased() + name.dropFirst()
    if arguments.isEmpty, let result = mutexMember(member, at: object, node) {
      return .value(result)
    }
    let values = arguments.map { value($0) }
    guard !name.isEmpty else { return .value(.unknown("call")) }
    return .value(
      .result(emit(.call(.member(name), arguments: [object] + values), at: node)))
  }

  /// Whether an argument is a memory order, by its type or, where that is not known, its text.
  private func isOrder(_ argument: Int) -> Bool {
    let inner = tree.strippingCasts(argument)
    let cursor = tree[inner].cursor
    if cursor.type.canonical.declaration.name == "memory_order" { return true }
    let text = context.text(of: cursor)
    return text.contains("memory_order")
      && text.utf8.allSatisfy { Characters.isWord($0) || $0 == UInt8(ascii: ":") }
  }

  /// Members of mutexes.
  mutating func mutexMember(_ name: String, at address: Operand, _ node: Int) -> Operand? {
    switch CXXLibrary.mutexMembers[name] ?? context.vocabulary.mutexMember(name) {
    case .lock:
      emit(.lock(at: address, isTry: false), at: node)
      return .unknown("void")
    case .unlock:
      emit(.unlock(at: address), at: node)
      return .unknown("void")
    case .tryLock: return .exchanged(emit(.lock(at: address, isTry: true), at: node))
    case nil: return nil
    }
  }
}

extension CXType {
  /// A pointer to something that templates hide: `auto *`.
  fileprivate var pointsToUnknown: Bool { isPointer && canonical.pointee.isUnknown }
}
