import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  // MARK: Members

  /// A call of a member of one of the library's classes.
  mutating func libraryMember(
    _ kind: CXXLibrary.Class, _ name: String, _ member: Int,
    _ call: (arguments: [Int], node: Int)
  ) -> CallResult {
    let node = call.node
    switch kind {
    case .atomic, .atomicFlag, .atomicReference:
      let address = atomicAddress(kind, ofMember: member)
      guard let operation = CXXLibrary.member(name) else {
        return .value(atomicOperator(name, at: address, call.arguments, node))
      }
      return .value(atomicMember(operation, at: address, call.arguments, node))
    case .mutex:
      let address = object(ofMember: member)
      for argument in call.arguments { discard(argument) }
      return .value(mutexMember(name, at: address, node) ?? .unknown(name))
    case .scopedLock, .movableLock: return .value(lockMember(name, member, node))
    case .uniquePointer, .sharedPointer:
      return .value(pointerMember(name, member, call.arguments, node))
    case .sequence: return sequenceMember(name, member, call.arguments, node)
    case .thread: return .value(threadMember(name, member, node))
    case .condition: return .value(conditionMember(name, call.arguments, node))
    case .wrapper:
      let address = object(ofMember: member)
      for argument in call.arguments { discard(argument) }
      return name == "get"
        ? .address(.result(emit(.read(at: address, .plain), at: node)))
        : .address(address)
    case .signal:
      let callee = Event.Callee.direct(CXXLibrary.signal(name))
      let arguments = [object(ofMember: member)] + call.arguments.map { value($0) }
      return .value(.result(emit(.call(callee, arguments: arguments), at: node)))
    case .onceFlag, .other: return .value(otherMember(name, member, call.arguments, node))
    }
  }

  /// An `atomic_ref` stands for the object it was made from.
  private mutating func atomicAddress(
    _ kind: CXXLibrary.Class, ofMember member: Int
  ) -> Operand {
    guard kind == .atomicReference, let base = base(ofMember: member) else {
      return object(ofMember: member)
    }
    let inner = tree.strippingParentheses(base)
    if tree[inner].kind == CXCursor_CallExpr,
      let referent = expressions(tree[inner].children).first
    {
      return reference(to: referent)
    }
    return .result(emit(.read(at: address(base), .plain), at: member))
  }

  private mutating func pointerMember(
    _ name: String, _ member: Int, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let address = object(ofMember: member)
    switch name {
    case "get", "release", "lock", "operator bool":
      return .result(emit(.read(at: address, .plain), at: node))
    case "reset":
      let stored = arguments.first.map { value($0) } ?? .null
      emit(.write(at: address, value: stored, .plain), at: node)
      return .unknown("void")
    default: return unknown(name, arguments)
    }
  }

  private mutating func sequenceMember(
    _ name: String, _ member: Int, _ arguments: [Int], _ node: Int
  ) -> CallResult {
    let address = object(ofMember: member)
    switch name {
    case "at", "operator[]":
      let index = arguments.first.map { value($0) } ?? .unknown("index")
      return .address(.element(of: address, index: index))
    case "front", "back": return .address(.element(of: address, index: .unknown("index")))
    case "data", "begin": return .value(.element(of: address, index: .integer(0)))
    case "push_back", "emplace_back":
      if let base = base(ofMember: member), holdsThreads(base) {
        return .value(arguments.isEmpty ? .unknown("thread") : added(arguments, node))
      }
      let stored = arguments.count == 1 ? value(arguments[0]) : unknown("element", arguments)
      emit(
        .write(at: .element(of: address, index: .unknown("index")), value: stored, .plain),
        at: node)
      return .value(.unknown("void"))
    default:
      let result = escapingCall(name, [], arguments, node)
      use(name, ofContainer: address, node)
      return .value(result)
    }
  }

  /// What methods of containers do that change them.
  private static let changingMembers: Set<String> = [
    "emplace", "emplace_back", "emplace_front", "emplace_hint", "try_emplace", "insert",
    "insert_or_assign", "push", "push_back", "push_front", "pop", "pop_back", "pop_front", "erase",
    "clear", "swap", "resize", "reserve", "assign", "append", "merge", "extract",
  ]

  /// A method other than one that gives an element reads the container, and may change it.
  private mutating func use(_ name: String, ofContainer address: Operand, _ node: Int) {
    emit(.read(at: address, .plain), at: node)
    if Self.changingMembers.contains(name) {
      emit(.write(at: address, value: .unknown(name), .plain), at: node)
    }
  }

  private func holdsThreads(_ container: Int) -> Bool {
    guard let type = staticType(of: container) else { return false }
    let element = clang_Type_getTemplateArgumentAsType(type.withoutReference.canonical, 0)
    return element.kind != CXType_Invalid && context.libraryClass(of: element) == .thread
  }

  /// A thread put into a container, or what makes one in place.
  private mutating func added(_ arguments: [Int], _ node: Int) -> Operand {
    if arguments.count == 1, libraryClass(ofExpression: arguments[0]) == .thread {
      return value(arguments[0])
    }
    return spawn(arguments, node)
  }

  private mutating func threadMember(_ name: String, _ member: Int, _ node: Int) -> Operand {
    let address = object(ofMember: member)
    if name == "join" {
      let thread = emit(.read(at: address, .plain), at: node)
      emit(.join(.result(thread)), at: node)
    }
    return .unknown(name)
  }

  private mutating func otherMember(
    _ name: String, _ member: Int, _ arguments: [Int], _ node: Int
  ) -> Operand {
    if name == "wait" || name == "get", let base = base(ofMember: member),
      staticType(of: base)?.spelling.contains("future") ?? false
    {
      let future = emit(.read(at: address(base), .plain), at: node)
      emit(.join(.result(future)), at: node)
      return .unknown("future")
    }
    guard Self.changingMembers.contains(name) else {
      if let base = base(ofMember: member) { discard(base) }
      return escapingCall(name, [], arguments, node)
    }
    let address = object(ofMember: member)
    let result = escapingCall(name, [], arguments, node)
    use(name, ofContainer: address, node)
    return result
  }

  /// A call of something outside the repository matters only for functions it is handed.
  mutating func escapingCall(
    _ name: String, _ first: [Operand], _ arguments: [Int], _ node: Int
  ) -> Operand {
    let values = first + arguments.map { value($0) }
    let isHandedFunctions = values.contains { if case .function = $0 { true } else { false } }
    guard isHandedFunctions else { return .unknown(name) }
    return .result(emit(.call(.direct("std::\(name)"), arguments: values), at: node))
  }

  // MARK: Operators

  mutating func libraryOperator(
    _ kind: CXXLibrary.Class, _ name: String, _ parts: [Int], _ node: Int
  ) -> CallResult {
    let arguments = Array(parts.dropFirst(2))
    switch kind {
    case .atomic, .atomicFlag, .atomicReference:
      var place = address(parts[0])
      if kind == .atomicReference {
        place = .result(emit(.read(at: place, .plain), at: node))
      }
      return .value(atomicOperator(name, at: place, arguments, node))
    case .uniquePointer, .sharedPointer: return pointerOperator(name, parts, node)
    case .sequence:
      guard name == "operator[]", let index = arguments.first else { break }
      let base = address(parts[0])
      return .address(.element(of: base, index: value(index)))
    case .thread, .wrapper:
      if name == "operator*" { return .address(address(parts[0])) }
      if name == "operator->" { return .value(address(parts[0])) }
      guard name == "operator=", let source = arguments.first else { break }
      let place = address(parts[0])
      let stored = value(source)
      emit(.write(at: place, value: stored, .plain), at: node)
      return .value(stored)
    case .mutex, .scopedLock, .movableLock, .condition, .onceFlag, .signal: break
    case .other:
      // Assigning to a `std::function` lets the function escape.
      guard name == "operator=", let source = arguments.first else { break }
      let place = address(parts[0])
      return .value(escapingCall(name, [place], [source], node))
    }
    return otherOperator(name, parts, node)
  }

  private mutating func pointerOperator(
    _ name: String, _ parts: [Int], _ node: Int
  ) -> CallResult {
    let place = address(parts[0])
    switch name {
    case "operator->": return .value(.result(emit(.read(at: place, .plain), at: node)))
    case "operator*": return .address(.result(emit(.read(at: place, .plain), at: node)))
    case "operator[]":
      let base = Operand.result(emit(.read(at: place, .plain), at: node))
      let index = parts.count > 2 ? value(parts[2]) : .unknown("index")
      return .address(.element(of: base, index: index))
    case "operator=":
      let stored = parts.count > 2 ? value(parts[2]) : .null
      emit(.write(at: place, value: stored, .plain), at: node)
      return .value(stored)
    default: return otherOperator(name, parts, node)
    }
  }

  // MARK: Construction

  /// An object that an expression makes.
  mutating func constructedValue(
    _ node: Int, _ constructor: CXCursor, _ arguments: [Int]
  ) -> Operand {
    let record = constructor.semanticParent
    if let kind = context.libraryClass(record) {
      switch kind {
      case .thread:
        guard let first = arguments.first else { return .unknown("thread") }
        if libraryClass(ofExpression: first) == .thread { return value(first) }
        return spawn(arguments, node)
      case .atomicReference: return arguments.first.map { reference(to: $0) } ?? .null
      default:
        if arguments.count == 1 { return value(arguments[0]) }
        if arguments.isEmpty { return kind.isPointer ? .null : .integer(0) }
        return unknown("object", arguments)
      }
    }
    if isCopy(constructor), arguments.count == 1, !context.function(constructor).isDefinedHere {
      return value(arguments[0])
    }
    let local = makeTemporary()
    construct(constructor, at: .slot(local), arguments, node)
    return .result(emit(.read(at: .slot(local), .plain), at: node))
  }

  private func isCopy(_ constructor: CXCursor) -> Bool {
    clang_CXXConstructor_isCopyConstructor(constructor) != 0
      || clang_CXXConstructor_isMoveConstructor(constructor) != 0
  }

  /// Makes an object at an address by a constructor, or by that of a class that takes the arguments.
  mutating func construct(
    _ declared: CXCursor, at address: Operand, _ arguments: [Int], _ node: Int
  ) {
    guard declared.kind.isClass else {
      return construct(by: declared, at: address, arguments, node)
    }
    if context.libraryClass(declared) != nil {
      for argument in arguments { discard(argument) }
      return
    }
    let constructors = declared.children.filter { $0.kind == CXCursor_Constructor }
    if let chosen = constructors.first(where: { fits($0, arguments.count) }),
      context.function(chosen).isDefinedHere
    {
      _ = directCall(chosen, object: address, arguments, node)
      return
    }
    let fields = declared.children.filter { $0.kind == CXCursor_FieldDecl }
    for (index, argument) in arguments.enumerated() {
      let stored = value(argument)
      guard constructors.isEmpty, fields.indices.contains(index),
        let record = context.field(fields[index]).record
      else { continue }
      emit(
        .write(
          at: .field(of: address, record: record, name: fields[index].name), value: stored,
          .plain), at: node)
    }
  }

  private mutating func construct(
    by constructor: CXCursor, at address: Operand, _ arguments: [Int], _ node: Int
  ) {
    let written = arguments.filter { !isDefaultArgument($0) }
    if let kind = context.libraryClass(constructor.semanticParent) {
      switch kind {
      case .atomic, .atomicFlag, .uniquePointer, .sharedPointer, .thread, .atomicReference,
        .wrapper:
        if written.isEmpty, !kind.isPointer { return }
        let initial = constructedValue(node, constructor, written)
        emit(.write(at: address, value: initial, .plain), at: node)
      case .mutex, .scopedLock, .movableLock, .sequence, .condition, .onceFlag, .signal, .other:
        _ = escapingCall("construct", [address], written, node)
      }
      return
    }
    if context.function(constructor).isDefinedHere, !isDefaulted(constructor) {
      _ = directCall(constructor, object: address, arguments, node)
    } else if isCopy(constructor), let source = written.first {
      let copied = value(source)
      emit(.write(at: address, value: copied, .plain), at: node)
    } else {
      for argument in written { discard(argument) }
    }
  }

  private func isDefaulted(_ constructor: CXCursor) -> Bool {
    clang_CXXMethod_isDefaulted(constructor) != 0
  }

  // MARK: new and delete

  mutating func newObject(_ node: Int) -> Operand {
    let children = tree[node].children
    let firstType = children.firstIndex { clang_isReference(tree[$0].kind) != 0 }
    let placement = expressions(Array(children.prefix(firstType ?? 0)))
    let type = tree[node].cursor.type.pointee
    var address: Operand?
    if let place = placement.first, isPlaced(node) {
      let pointer = value(place)
      if tree[place].cursor.type.isPointer || tree[place].cursor.type.isUnknown {
        address = pointer
      }
    }
    let object = address ?? .result(emit(.allocate, at: node))
    let rest = expressions(Array(children.dropFirst(firstType ?? 0)))
    guard let initializer = rest.last else { return object }
    for size in rest.dropLast() { discard(size) }
    initializeNew(object, type, initializer)
    return object
  }

  private mutating func initializeNew(_ object: Operand, _ type: CXType, _ node: Int) {
    let inner = tree.strippingParentheses(node)
    if tree[inner].kind == CXCursor_CallExpr,
      tree[inner].cursor.referenced.kind == CXCursor_Constructor
    {
      return construct(
        tree[inner].cursor.referenced, at: object, expressions(tree[inner].children), inner)
    }
    if tree[inner].kind == CXCursor_InitListExpr, type.isRecord,
      context.libraryClass(of: type) == nil
    {
      return initialize(object, type: type, with: inner)
    }
    guard let record = context.classDeclaration(of: type), !type.isPointer,
      context.libraryClass(record) == nil
    else {
      let initial = value(node)
      _ = emit(.write(at: object, value: initial, .plain), at: node)
      return
    }
    let isList =
      tree[node].kind == CXCursor_UnexposedExpr || tree[node].kind == CXCursor_InitListExpr
    construct(record, at: object, isList ? expressions(tree[node].children) : [node], node)
  }

  /// Whether a parenthesis follows `new`.
  private func isPlaced(_ node: Int) -> Bool {
    let text = context.text(of: tree[node].cursor)
    guard let keyword = text.ranges(of: "new").first else { return false }
    return text[keyword.upperBound...].first { !$0.isWhitespace } == "("
  }

  mutating func deleteObject(_ node: Int) {
    guard let operand = tree[node].children.last else { return }
    let pointer = value(operand)
    if let record = staticType(of: operand).flatMap({ context.classDeclaration(of: $0) }),
      let symbol = context.destructorSymbol(of: record)
    {
      emit(.call(.direct(symbol), arguments: [pointer]), at: node)
    }
    emit(.free(pointer), at: node)
  }
}
