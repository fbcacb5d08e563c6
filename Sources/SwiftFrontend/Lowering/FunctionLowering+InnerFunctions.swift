import OrderLint

/// Functions inside functions. They are known in all of their block, but see the variables that are
/// declared before them: a body is lowered where the function is declared, or where it is first used.
extension FunctionLowering {
  struct InnerFunction {
    enum State { case announced, declared, lowered }

    var declaration: FunctionDeclaration
    var state = State.announced

    var isLowered: Bool { state == .lowered }
    var body: [Statement] { declaration.body ?? [] }
    var labelledName: String {
      declaration.name + DeclarationIndex.labelText(declaration.parameters)
    }
  }

  /// Makes the names of the functions known that the statements declare.
  mutating func announceFunctions(_ statements: [Statement]) {
    for statement in statements {
      if case .declaration(.function(let function)) = statement.kind { announce(function) }
    }
  }

  private mutating func announce(_ function: FunctionDeclaration) {
    guard function.body != nil, place(of: function) == nil else { return }
    scopes[scopes.count - 1].functions.append(InnerFunction(declaration: function))
  }

  private func place(of function: FunctionDeclaration) -> Int? {
    scopes.last?.functions.firstIndex { $0.declaration === function }
  }

  /// Comes to the declaration of a function. Those that call functions which are declared later wait
  /// for these.
  mutating func declare(_ function: FunctionDeclaration) {
    announce(function)
    guard let place = place(of: function) else { return }
    let depth = scopes.count - 1
    if !scopes[depth].functions[place].isLowered {
      scopes[depth].functions[place].state = .declared
    }
    for number in scopes[depth].functions.indices
    where scopes[depth].functions[number].state == .declared {
      let group = group(of: number, at: depth)
      if group.members.allSatisfy({ scopes[depth].functions[$0].state == .declared }) {
        lower(group, at: depth)
      }
    }
  }

  /// Lowers the functions of these names that are used before they are declared.
  mutating func reachFunctions(named names: Set<String>) {
    guard scopes.contains(where: { !$0.functions.allSatisfy(\.isLowered) }) else { return }
    for name in names.sorted() { reachFunction(named: name) }
  }

  mutating func reachFunction(named name: String) {
    let owner = scopes.lastIndex { scope in
      scope.bindings[name] != nil || scope.functions.contains { $0.isWaiting(for: name) }
    }
    guard let depth = owner,
      let number = scopes[depth].functions.firstIndex(where: { $0.isWaiting(for: name) })
    else { return }
    lower(group(of: number, at: depth), at: depth)
  }

  // MARK: Functions that call each other

  private struct FunctionGroup {
    var members: [Int]
    /// What their bodies mention.
    var names: Set<String>
  }

  /// The function with those of its block that it calls and that are not lowered yet.
  private func group(of first: Int, at depth: Int) -> FunctionGroup {
    let functions = scopes[depth].functions
    var group = FunctionGroup(members: [first], names: [])
    var work = [first]
    while let next = work.popLast() {
      let mentioned = CaptureAnalysis.allNames(in: functions[next].body)
      group.names.formUnion(mentioned)
      for number in functions.indices where !group.members.contains(number) {
        let other = functions[number]
        // Functions of one name are lowered together, so that the last of them is meant.
        guard !other.isLowered,
          mentioned.contains(other.declaration.name)
            || other.declaration.name == functions[first].declaration.name
        else { continue }
        group.members.append(number)
        work.append(number)
      }
    }
    group.members.sort()
    return group
  }

  /// Lowers functions that see each other. All are given what any of them captures.
  private mutating func lower(_ group: FunctionGroup, at depth: Int) {
    let inside = Array(scopes[(depth + 1)...])
    scopes.removeSubrange((depth + 1)...)
    defer { scopes += inside }
    for member in group.members { scopes[depth].functions[member].state = .lowered }
    let functions = group.members.map { scopes[depth].functions[$0] }
    let names = group.names.subtracting(functions.map(\.declaration.name))
    reachFunctions(named: names)
    var captures: [Operand] = []
    for function in functions { captures = lower(function, names, beside: functions) }
    for function in functions { bind(function, symbol: symbol, captures: captures) }
  }

  /// Lowers a function; gives what it captures.
  private mutating func lower(
    _ function: InnerFunction, _ names: Set<String>, beside others: [InnerFunction]
  ) -> [Operand] {
    let declaration = function.declaration
    var inner = innerLowering(function.labelledName)
    let captures = inner.inherit(names, from: self)
    let own = captures.indices.map { Operand.parameter($0) }
    for other in others { inner.bind(other, symbol: symbol, captures: own) }
    for parameter in declaration.parameters { inner.addParameter(parameter) }
    inner.finishBody(function.body, returnsValue: declaration.result != nil)
    context.output.functions.append(
      inner.function(
        kind: .ordinary, name: "\(self.name).\(declaration.name)", span: declaration.span))
    return captures
  }

  private mutating func bind(_ function: InnerFunction, symbol: String, captures: [Operand]) {
    let result = function.declaration.result.map { resolve($0) } ?? .tuple([])
    bind(
      function.declaration.name,
      .function("\(symbol).\(function.labelledName)", captures: captures, result: result))
  }
}

extension FunctionLowering.InnerFunction {
  fileprivate func isWaiting(for name: String) -> Bool {
    !isLowered && declaration.name == name
  }
}
