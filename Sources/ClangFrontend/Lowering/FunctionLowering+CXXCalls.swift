import CLibclang
import MemoryModel
import OrderLint

/// What a call gives: a value, or the address of what a returned reference refers to.
enum CallResult {
  case value(Operand)
  case address(Operand)
}

extension FunctionLowering {
  mutating func cxxValue(of call: Int) -> Operand {
    switch cxxCall(call) {
    case .value(let value): return converted(value, to: tree[call].cursor.type)
    case .address(let address):
      return read(.memory(address, access(of: tree[call].cursor.type)), at: call)
    }
  }

  mutating func cxxAddress(of call: Int) -> Operand {
    switch cxxCall(call) {
    case .address(let address): return address
    case .value(let value):
      // Calls of unknown type give references as often as objects.
      if tree[call].cursor.type.isUnknown { return value }
      let local = makeTemporary()
      emit(.write(at: .slot(local), value: value, .plain), at: call)
      return .slot(local)
    }
  }

  mutating func cxxCall(_ node: Int) -> CallResult {
    let children = tree[node].children
    let parts = expressions(children)
    let declared = tree[node].cursor.referenced
    if declared.kind == CXCursor_Constructor {
      return .value(constructedValue(node, declared, parts))
    }
    if let first = children.first, clang_isReference(tree[first].kind) != 0 {
      // A conversion to a type that depends on template parameters.
      return .value(parts.count == 1 ? value(parts[0]) : unknown("object", parts))
    }
    guard let first = parts.first else { return .value(.unknown("call")) }
    if let name = operatorName(parts) { return operatorCall(name, declared, parts, node) }
    let arguments = Array(parts.dropFirst())
    if isRecoveredMember(first) {
      return unknownMember(lastWord(of: first), first, arguments, node)
    }
    let callee = tree.strippingParentheses(first)
    if tree[callee].kind == CXCursor_MemberRefExpr { return memberCall(callee, arguments, node) }
    return functionCall(callee, arguments, node)
  }

  func expressions(_ nodes: [Int]) -> [Int] {
    nodes.filter { clang_isExpression(tree[$0].kind) != 0 }
  }

  // MARK: Functions

  private mutating func functionCall(
    _ callee: Int, _ arguments: [Int], _ node: Int
  ) -> CallResult {
    let inner = tree.strippingAddressOf(callee)
    guard tree[inner].kind == CXCursor_DeclRefExpr else {
      return .value(indirectCall(callee, arguments, node))
    }
    let declared = tree[inner].cursor.referenced
    switch declared.kind {
    case CXCursor_OverloadedDeclRef:
      return overloadedCall(declared, object: nil, arguments, node)
    case CXCursor_VarDecl, CXCursor_ParmDecl:
      if let lambda = declared.identity.flatMap({ lambdaValues[$0] }) {
        return .value(call(lambda, arguments, node))
      }
      return .value(indirectCall(callee, arguments, node))
    default: break
    }
    guard declared.kind.isFunction else {
      let name = lastWord(of: inner)
      if let scope = CXXLibrary.fence(name) { return .value(fence(scope, arguments, node)) }
      if let library = CAtomics.library[name] {
        return .value(libraryCall(library, arguments, node))
      }
      let values = arguments.map { value($0) }
      return .value(.result(emit(.call(.member(name), arguments: values), at: node)))
    }
    return namedCall(declared, arguments, (inner, node))
  }

  private mutating func namedCall(
    _ declared: CXCursor, _ arguments: [Int], _ call: (callee: Int, node: Int)
  ) -> CallResult {
    let name = declared.name
    let node = call.node
    if name.hasPrefix("__"), let builtin = CAtomics.builtin(name) {
      return .value(
        atomicCall(NamedBuiltin(name: name, builtin: builtin), arguments, node))
    }
    if declared.kind == CXCursor_FunctionDecl,
      let result = vocabularyCall(declared, arguments, node)
    {
      return .value(result)
    }
    let function = context.function(declared)
    if !function.isDefinedHere {
      if let scope = CXXLibrary.fence(name) { return .value(fence(scope, arguments, node)) }
      if let operation = CXXLibrary.function(name) {
        return .value(atomicFunction(operation, arguments, node))
      }
      if let known = CXXLibrary.functionNamed(
        context.qualifiedName(declared), context.vocabulary)
      {
        return libraryFunction(known, arguments, call)
      }
      if let library = CAtomics.library[name], declared.kind == CXCursor_FunctionDecl {
        return .value(libraryCall(library, arguments, node))
      }
      if name.hasPrefix("__builtin_"), let value = tree[node].cursor.constant {
        return .value(.integer(value))
      }
    }
    return directCall(declared, object: nil, arguments, node)
  }

  /// The candidate with that number of parameters.
  mutating func overloadedCall(
    _ overloads: CXCursor, object: Operand?, _ arguments: [Int], _ node: Int
  ) -> CallResult {
    let candidates = (0..<clang_getNumOverloadedDecls(overloads)).map {
      clang_getOverloadedDecl(overloads, $0)
    }
    let name = overloads.name
    if object == nil, CXXLibrary.mayBeFunction(name),
      !candidates.contains(where: { context.function($0).isDefinedHere })
    {
      if let scope = CXXLibrary.fence(name) { return .value(fence(scope, arguments, node)) }
      if let operation = CXXLibrary.function(name) {
        return .value(atomicFunction(operation, arguments, node))
      }
      if let known = candidates.lazy.compactMap({ [context] in
        CXXLibrary.functionNamed(context.qualifiedName($0), context.vocabulary)
      }).first {
        return libraryFunction(known, arguments, (tree[node].children.first ?? node, node))
      }
    }
    let fitting = candidates.first { candidate in
      candidate.kind.isFunction && fits(candidate, arguments.count)
    }
    if object == nil, let library = CAtomics.library[name], library == .copy || library == .fill,
      !candidates.contains(where: { context.function($0).isDefinedHere })
    {
      return .value(libraryCall(library, arguments, node))
    }
    if let fitting { return directCall(fitting, object: object, arguments, node) }
    let values = (object.map { [$0] } ?? []) + arguments.map { value($0) }
    return .value(.result(emit(.call(.member(name), arguments: values), at: node)))
  }

  func fits(_ function: CXCursor, _ count: Int) -> Bool {
    context.arity(of: function).contains(count)
  }

  mutating func directCall(
    _ declared: CXCursor, object: Operand?, _ arguments: [Int], _ node: Int
  ) -> CallResult {
    let function = context.function(declared)
    let isStatic = clang_CXXMethod_isStatic(declared) != 0
    let values =
      (isStatic ? [] : object.map { [$0] } ?? []) + passed(arguments, function.signature)
    if !function.isDefinedHere { context.noteExternal(declared, symbol: function.symbol) }
    let event = emit(.call(.direct(function.symbol), arguments: values), at: node)
    if function.isNoReturn { builder.terminate(.unreachable) }
    return function.signature.returnsReference ? .address(.result(event)) : .value(.result(event))
  }

  /// Arguments as the callee takes them: addresses for references, constants for defaults.
  mutating func passed(_ arguments: [Int], _ signature: Signature) -> [Operand] {
    func fallback(_ index: Int) -> Operand {
      let known = signature.defaults.indices.contains(index) ? signature.defaults[index] : nil
      return known.map { .integer($0) } ?? .unknown("default argument")
    }
    var values: [Operand] = []
    for (index, argument) in arguments.enumerated() {
      if isDefaultArgument(argument) {
        values.append(fallback(index))
      } else if signature.references.indices.contains(index), signature.references[index] {
        values.append(reference(to: argument))
      } else {
        values.append(value(argument))
      }
    }
    if values.count < signature.defaults.count {
      values += (values.count..<signature.defaults.count).map(fallback)
    }
    return values
  }

  /// The address a reference to an expression holds.
  mutating func reference(to node: Int) -> Operand {
    let inner = tree.strippingParentheses(node)
    if tree[inner].kind == CXCursor_LambdaExpr { return value(inner) }
    if tree[inner].kind == CXCursor_ConditionalOperator {
      return eitherBranch(of: inner) { $0.reference(to: $1) }
    }
    return address(node)
  }

  // MARK: Library functions

  private mutating func libraryFunction(
    _ function: CXXLibrary.Function, _ arguments: [Int], _ call: (callee: Int, node: Int)
  ) -> CallResult {
    guard let first = arguments.first else {
      if function == .make { return .value(make(arguments, call)) }
      return .value(.unknown("void"))
    }
    switch function {
    case .firstArgument:
      for argument in arguments.dropFirst() { discard(argument) }
      let inner = tree.strippingParentheses(first)
      let isObject =
        tree[inner].kind == CXCursor_DeclRefExpr
        || tree[inner].kind == CXCursor_MemberRefExpr
      return isObject ? .address(address(inner)) : .value(value(first))
    case .addressOf: return .value(reference(to: first))
    case .make: return .value(make(arguments, call))
    case .spawn:
      let isPolicy = tree[first].cursor.type.spelling.contains("launch")
      return .value(spawn(Array(arguments.dropFirst(isPolicy ? 1 : 0)), call.node))
    case .callOnce: return .value(callOnce(arguments, call.node))
    case .least: return .value(extreme(.less, arguments))
    case .greatest: return .value(extreme(.greater, arguments))
    case .nothing:
      for argument in arguments { discard(argument) }
      return .value(.unknown("void"))
    }
  }

  /// The second number if it compares so with the first, or else the first: which it is decides
  /// nothing but a number.
  private mutating func extreme(_ comparison: BinaryOperator, _ arguments: [Int]) -> Operand {
    let values = arguments.map { value($0) }
    guard values.count == 2 else { return .unknown("minimum or maximum") }
    return .either(values[0], values[1], if: comparison)
  }

  /// The function runs under a lock that the flag stands for: whoever returns from `call_once`
  /// happens after the call that ran ([thread.once.callonce]).
  private mutating func callOnce(_ arguments: [Int], _ node: Int) -> Operand {
    let flag = reference(to: arguments[0])
    emit(.lock(at: flag, isTry: false), at: node)
    if arguments.count > 1 { _ = run(arguments[1], Array(arguments.dropFirst(2)), node) }
    emit(.unlock(at: flag), at: node)
    return .unknown("void")
  }

  /// `make_unique` and its like.
  private mutating func make(_ arguments: [Int], _ call: (callee: Int, node: Int)) -> Operand {
    let address = Operand.result(emit(.allocate, at: call.node))
    var record = context.heldType(tree[call.node].cursor.type).flatMap {
      context.classDeclaration(of: $0)
    }
    if record == nil {
      let named = tree.subtree(of: call.callee).last { tree[$0].kind == CXCursor_TypeRef }
      record = named.flatMap { context.classDeclaration(of: tree[$0].cursor.referenced.type) }
    }
    if let record {
      construct(record, at: address, arguments, call.node)
    } else {
      for argument in arguments { discard(argument) }
    }
    return address
  }

  // MARK: Operators

  /// The name of an overloaded operator, if a call is one: its operands stand around it.
  private func operatorName(_ parts: [Int]) -> String? {
    guard parts.count >= 2 else { return nil }
    let callee = tree.strippingParentheses(parts[1])
    guard tree[callee].kind == CXCursor_DeclRefExpr else { return nil }
    let name = tree[callee].cursor.referenced.name
    return name.hasPrefix("operator") ? name : nil
  }

  private mutating func operatorCall(
    _ name: String, _ declared: CXCursor, _ parts: [Int], _ node: Int
  ) -> CallResult {
    let arguments = Array(parts.dropFirst(2))
    let operand = tree.strippingParentheses(parts[0])
    if name == "operator()", let result = functionObjectCall(declared, operand, arguments, node) {
      return result
    }
    let isMethod =
      declared.kind == CXCursor_CXXMethod || declared.kind == CXCursor_ConversionFunction
    let owner = isMethod ? context.libraryClass(declared.semanticParent) : nil
    if let kind = owner ?? libraryClass(ofExpression: parts[0]) {
      return libraryOperator(kind, name, parts, node)
    }
    if declared.kind.isFunction, context.function(declared).isDefinedHere,
      clang_CXXMethod_isDefaulted(declared) == 0
    {
      if isMethod { return directCall(declared, object: address(parts[0]), arguments, node) }
      return directCall(declared, object: nil, [parts[0]] + arguments, node)
    }
    if name == "operator=", let source = arguments.first {
      // Member by member, which counts as one copy.
      let target = target(parts[0])
      let stored = value(source)
      write(stored, to: target, at: node)
      return .value(stored)
    }
    return otherOperator(name, parts, node)
  }

  mutating func otherOperator(_ name: String, _ parts: [Int], _ node: Int) -> CallResult {
    if let comparison = CXXLibrary.comparisons[name], parts.count == 3 {
      let left = value(parts[0])
      return .value(.folded(comparison, left, value(parts[2])))
    }
    if name == "operator[]", parts.count == 3 {
      let base = address(parts[0])
      return .address(.element(of: base, index: value(parts[2])))
    }
    if name == "operator->" || name == "operator*", parts.count == 2 {
      return name == "operator->" ? .value(value(parts[0])) : .address(value(parts[0]))
    }
    for part in [parts[0]] + parts.dropFirst(2) { discard(part) }
    return .value(.unknown(name))
  }

  private mutating func functionObjectCall(
    _ declared: CXCursor, _ operand: Int, _ arguments: [Int], _ node: Int
  ) -> CallResult? {
    if tree[operand].kind == CXCursor_LambdaExpr {
      return .value(call(lambda(operand), arguments, node))
    }
    if tree[operand].kind == CXCursor_DeclRefExpr,
      let known = tree[operand].cursor.referenced.identity.flatMap({ lambdaValues[$0] })
    {
      return .value(call(known, arguments, node))
    }
    guard declared.kind == CXCursor_CXXMethod else { return nil }
    if let symbol = context.lambdaSymbol(callOperator: declared) {
      let values = passed(arguments, context.signature(of: declared))
      return .value(.result(emit(.call(.direct(symbol), arguments: values), at: node)))
    }
    guard context.libraryClass(declared.semanticParent) != nil else { return nil }
    // A `std::function`.
    let target = value(operand)
    let values = arguments.map { value($0) }
    return .value(.result(emit(.call(.indirect(target), arguments: values), at: node)))
  }
}

extension SyntaxTree {
  /// The node below `&`, `*` and parentheses: functions are called by name or address alike.
  func strippingAddressOf(_ index: Int) -> Int {
    var inner = strippingParentheses(index)
    while nodes[inner].kind == CXCursor_UnaryOperator, let child = nodes[inner].children.first {
      let operation = nodes[inner].cursor.unaryOperator
      guard operation == CXUnaryOperator_AddrOf || operation == CXUnaryOperator_Deref else { break }
      inner = strippingParentheses(child)
    }
    return inner
  }

  /// All nodes below one, in preorder, itself first.
  func subtree(of index: Int) -> [Int] {
    var found: [Int] = []
    var work = [index]
    while let next = work.popLast() {
      found.append(next)
      work += nodes[next].children.reversed()
    }
    return found
  }
}

extension CXType {
  /// Depends on template parameters, or is not known because of errors.
  var isUnknown: Bool {
    switch canonical.kind {
    case CXType_Dependent, CXType_Unexposed, CXType_Invalid, CXType_Auto, CXType_Overload: true
    default: false
    }
  }
}
