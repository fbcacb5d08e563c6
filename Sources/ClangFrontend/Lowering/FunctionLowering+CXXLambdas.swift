import CLibclang
import MemoryModel
import OrderLint

/// A lambda as a value: its function, and what it captured.
struct LambdaValue {
  var symbol: String
  var parameterCount: Int
  /// Passed after the parameters.
  var captures: [Operand]
}

/// What a lambda's body is lowered with.
struct Captures {
  /// Outer variables, and how they are passed.
  var variables: [Variable] = []
  /// Captured variables that are globals in the IR.
  var globals: [UnsafeRawPointer: String] = [:]
  var hasThis = false
  /// The types of outer variables that are declared `auto` where templates hide what that is.
  var types: [UnsafeRawPointer: CXType] = [:]

  struct Variable {
    var cursor: CXCursor
    var isReference: Bool
    /// What the list of captures initialises a new variable with.
    var initializer: Int?
  }
}

extension FunctionLowering {
  /// The function of a lambda expression, lowered once.
  mutating func lambda(_ node: Int) -> LambdaValue {
    if let known = lambdas[node] { return known }
    let cursor = tree[node].cursor
    lambdaCount += 1
    let symbol = "\(self.symbol).lambda\(lambdaCount)"
    context.cxx.lambdas[context.lambdaPlace(cursor)] = symbol
    let captures = captures(of: node)
    var values: [Operand] = captures.hasThis ? [thisOperand] : []
    values += captures.variables.map { captured($0, node) }
    let parameters = tree[node].children.filter { tree[$0].kind == CXCursor_ParmDecl }
    let result = LambdaValue(
      symbol: symbol, parameterCount: parameters.count, captures: values)
    lambdas[node] = result
    lower(cursor, symbol, captures, parameters.map { tree[$0].cursor })
    return result
  }

  private mutating func lower(
    _ cursor: CXCursor, _ symbol: String, _ captures: Captures, _ parameters: [CXCursor]
  ) {
    guard depth + 10 < SyntaxTree.depthLimit else { return }
    var inner = FunctionLowering(
      cursor, symbol: symbol, context: context, errors: [], captures: captures)
    inner.depth = depth + 10
    inner.lambdaValues = lambdaValues.mapValues {
      LambdaValue(symbol: $0.symbol, parameterCount: $0.parameterCount, captures: [])
    }
    let blocks = inner.lower()
    var all = parameters.map { Parameter(name: $0.name, type: context.typeName($0.type)) }
    if captures.hasThis { all.append(Parameter(name: "this", type: inner.thisType ?? thisType)) }
    all += captures.variables.map {
      Parameter(name: $0.cursor.name, type: context.typeName($0.cursor.type))
    }
    context.cxx.lambdaFunctions.append(
      Function(
        symbol: symbol, name: "lambda in \(name)", language: .cpp, kind: .closure,
        visibility: .file, parameters: all, locals: inner.locals, blocks: blocks,
        range: inner.wholeRange))
  }

  /// The value passed for a captured variable: for references the address.
  private mutating func captured(_ capture: Captures.Variable, _ node: Int) -> Operand {
    let variable = capture.cursor
    let isReference = capture.isReference
    if let initializer = capture.initializer {
      return isReference ? address(initializer) : value(initializer)
    }
    guard let key = variable.identity, let binding = bindings[key] else {
      return .unknown("captured '\(variable.name)'")
    }
    if references.contains(key) || isReference {
      return address(ofVariable: variable)
    }
    switch binding {
    case .parameter(let index): return .parameter(index)
    case .local(let local): return .local(local)
    case .slot(let local):
      return .result(emit(.read(at: .slot(local), .plain), at: node))
    case .global(let symbol):
      return .result(emit(.read(at: .global(symbol), .plain), at: node))
    }
  }

  // MARK: What is captured

  private func captures(of node: Int) -> Captures {
    var captures = Captures()
    captures.hasThis = thisParameter != nil
    let byReference = capturesByReference(node)
    var seen: Set<UnsafeRawPointer> = []
    for index in captureUses(in: node) {
      let variable = tree[index].cursor.referenced
      guard let key = variable.identity, let binding = bindings[key], !isDeclared(key, in: node),
        seen.insert(key).inserted
      else { continue }
      captures.types[key] = deducedType(of: variable)
      if case .global(let symbol) = binding {
        captures.globals[key] = symbol
        continue
      }
      let isReference = byReference.named[key] ?? byReference.default
      captures.variables.append(.init(cursor: variable, isReference: isReference))
    }
    for variable in newVariables(of: node) {
      captures.variables.append(variable)
      guard let key = variable.cursor.identity, let node = variable.initializer else { continue }
      captures.types[key] = staticType(of: node)
    }
    return captures
  }

  /// `[x = f()]`.
  func newVariables(of node: Int) -> [Captures.Variable] {
    tree[node].children.compactMap { child in
      guard let new = tree.newVariable(child) else { return nil }
      let found = tree[node].children.first {
        clang_equalCursors(tree[$0].cursor, new.initializer) != 0
      }
      return found.map {
        .init(
          cursor: new.variable, isReference: new.variable.type.isReference, initializer: $0)
      }
    }
  }

  /// The uses of variables in a lambda, but in what it initializes its own variables with.
  func captureUses(in node: Int) -> [Int] {
    let initializers = Set(
      newVariables(of: node).compactMap(\.initializer).flatMap { tree.subtree(of: $0) })
    return tree.subtree(of: node).filter {
      tree[$0].kind == CXCursor_DeclRefExpr && !initializers.contains($0)
    }
  }

  private func isDeclared(_ variable: UnsafeRawPointer, in node: Int) -> Bool {
    guard var current = declarations[variable] else { return false }
    // What an outer function declares is numbered in that function's tree.
    while current != 0, tree.contains(current) {
      if current == node { return true }
      current = tree[current].parent
    }
    return false
  }

  struct CaptureModes {
    var `default` = false
    var named: [UnsafeRawPointer: Bool] = [:]
  }

  /// `[&]`, `[=]`, `[&x, y]`: libclang does not tell them apart, the text does.
  func capturesByReference(_ node: Int) -> CaptureModes {
    var modes = CaptureModes()
    let start = context.spelling(of: tree.start(of: node))
    guard let file = start.file else { return modes }
    let bytes = context.source(of: file)
    guard start.offset < bytes.count else { return modes }
    let list = bytes[start.offset...].dropFirst().drop { Characters.isSpace($0) }
    if list.first == UInt8(ascii: "&") {
      let next = list.dropFirst().drop { Characters.isSpace($0) }.first
      modes.default = next == UInt8(ascii: "]") || next == UInt8(ascii: ",")
    }
    for child in tree[node].children where tree[child].kind == CXCursor_VariableRef {
      guard let key = tree[child].cursor.referenced.identity else { continue }
      let place = context.spelling(of: tree.start(of: child))
      guard place.file == file, place.offset > 0, place.offset <= bytes.count else { continue }
      let before = bytes[..<place.offset].last { !Characters.isSpace($0) }
      modes.named[key] = before == UInt8(ascii: "&")
    }
    return modes
  }

  // MARK: Calls

  /// Calls a lambda with its captures.
  mutating func call(_ lambda: LambdaValue, _ arguments: [Int], _ node: Int) -> Operand {
    let values = arguments.map { value($0) }
    return .result(
      emit(
        .call(.direct(lambda.symbol), arguments: lambda.arguments(values)), at: node))
  }

  /// Runs a function or lambda expression now.
  mutating func run(_ function: Int, _ arguments: [Int], _ node: Int) -> Operand {
    if let known = lambdaValue(function) { return call(known, arguments, node) }
    let target = value(function)
    let values = arguments.map { value($0) }
    if case .function(let symbol) = target {
      return .result(emit(.call(.direct(symbol), arguments: values), at: node))
    }
    return .result(emit(.call(.indirect(target), arguments: values), at: node))
  }

  /// The lambda an expression is or names.
  private mutating func lambdaValue(_ node: Int) -> LambdaValue? {
    let inner = tree.strippingCasts(node)
    if tree[inner].kind == CXCursor_LambdaExpr { return lambda(inner) }
    if tree[inner].kind == CXCursor_DeclRefExpr {
      return tree[inner].cursor.referenced.identity.flatMap { lambdaValues[$0] }
    }
    return nil
  }

  /// Starts a thread with a function, method or lambda and its arguments.
  mutating func spawn(_ arguments: [Int], _ node: Int) -> Operand {
    guard let first = arguments.first else { return .unknown("thread") }
    if let known = lambdaValue(first) {
      let values = arguments.dropFirst().map { value($0) }
      let event = emit(
        .spawn(entry: .function(known.symbol), arguments: known.arguments(values)), at: node)
      return .result(event)
    }
    let entry = value(first)
    let values = arguments.dropFirst().map { value($0) }
    return .result(emit(.spawn(entry: entry, arguments: Array(values)), at: node))
  }
}

extension LambdaValue {
  /// All arguments of its function.
  func arguments(_ given: [Operand]) -> [Operand] {
    let missing = max(0, parameterCount - given.count)
    return given.prefix(parameterCount)
      + (0..<missing).map { _ in Operand.unknown("argument") } + captures
  }
}
