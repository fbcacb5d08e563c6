/// Goes through a syntax tree. A walker does something of its own at some nodes; `visitParts` goes on
/// below a node.
protocol SyntaxWalker {
  /// How far below its beginning the walk is: a chain of members or calls is as deep as it is long.
  var depth: Int { get set }

  mutating func visit(_ declaration: Declaration)
  mutating func visit(_ statement: Statement)
  mutating func visit(_ condition: Condition)
  mutating func visit(_ value: Expression)
  mutating func visit(_ node: TypeNode)
}

extension SyntaxWalker {
  mutating func visit(_ declaration: Declaration) { visitParts(of: declaration) }
  mutating func visit(_ statement: Statement) { visitParts(of: statement) }
  mutating func visit(_ condition: Condition) { visitParts(of: condition) }
  mutating func visit(_ value: Expression) { visitParts(of: value) }
  mutating func visit(_ node: TypeNode) { visitParts(of: node) }

  mutating func visit(_ declarations: [Declaration]) {
    for declaration in declarations { visit(declaration) }
  }

  mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  mutating func visit(_ conditions: [Condition]) {
    for condition in conditions { visit(condition) }
  }

  mutating func visit(_ arguments: [Argument]) {
    for argument in arguments { visit(argument.value) }
  }

  mutating func visit(_ parameters: [ParameterSyntax]) {
    for parameter in parameters {
      if let type = parameter.type { visit(type) }
      if let value = parameter.defaultValue { visit(value) }
    }
  }

  /// Goes one step down, unless the walk is so deep that the stack might not hold it.
  mutating func deeper(_ walk: (inout Self) -> Void) {
    guard depth < 600 else { return }
    depth += 1
    walk(&self)
    depth -= 1
  }

  mutating func visitParts(of declaration: Declaration) {
    switch declaration {
    case .function(let function):
      visit(function.parameters)
      if let result = function.result { visit(result) }
      visit(function.body ?? [])
      for accessor in function.accessors { visit(accessor.body ?? []) }
    case .variable(let variable):
      for binding in variable.bindings {
        if let type = binding.type { visit(type) }
        if let initial = binding.initial { visit(initial) }
        for accessor in binding.accessors { visit(accessor.body ?? []) }
      }
    case .type(let type):
      for node in type.inherited { visit(node) }
      visit(type.members)
    case .alias(_, let node): visit(node)
    case .conditional(let branches, let active):
      if let active, branches.indices.contains(active) { visit(branches[active]) }
    case .statement(let statement): visit(statement)
    case .imports, .enumCases, .other: break
    }
  }

  mutating func visitParts(of condition: Condition) {
    switch condition {
    case .expression(let value): visit(value)
    case .pattern(let pattern, let value):
      visit(pattern)
      visit(value)
    case .binding(_, let type, let value, _):
      if let type { visit(type) }
      if let value { visit(value) }
    }
  }

  mutating func visitParts(of node: TypeNode) {
    deeper { walker in
      switch node.kind {
      case .named(_, let arguments): for argument in arguments { walker.visit(argument) }
      case .optional(let inner), .array(let inner): walker.visit(inner)
      case .dictionary(let key, let value):
        walker.visit(key)
        walker.visit(value)
      case .tuple(let elements): for element in elements { walker.visit(element.type) }
      case .function(let parameters, let result):
        for parameter in parameters { walker.visit(parameter) }
        if let result { walker.visit(result) }
      case .opaque: break
      }
    }
  }
}

// MARK: - Statements

extension SyntaxWalker {
  mutating func visitParts(of statement: Statement) { deeper { $0.visitKind(of: statement) } }

  private mutating func visitKind(of statement: Statement) {
    switch statement.kind {
    case .expression(let value), .throw(let value): visit(value)
    case .declaration(let declaration): visit(declaration)
    case .if(let branches, let otherwise):
      for branch in branches {
        visit(branch.conditions)
        visit(branch.body)
      }
      visit(otherwise ?? [])
    case .guard(let conditions, let body), .while(_, let conditions, let body):
      visit(conditions)
      visit(body)
    case .repeatWhile(_, let body, let condition):
      visit(body)
      visit(condition)
    case .forIn(_, let pattern, let sequence, let filter, let body):
      visit(pattern)
      visit(sequence)
      if let filter { visit(filter) }
      visit(body)
    case .switch(_, let subject, let cases):
      visit(subject)
      for item in cases { visit(item) }
    case .do(_, let body, let catches):
      visit(body)
      for item in catches {
        for pattern in item.patterns { visit(pattern) }
        visit(item.body)
      }
    case .defer(let body), .group(let body): visit(body)
    case .return(let value): if let value { visit(value) }
    case .break, .continue, .fallthrough, .opaque: break
    }
  }

  private mutating func visit(_ item: SwitchCaseSyntax) {
    for (pattern, filter) in item.patterns {
      visit(pattern)
      if let filter { visit(filter) }
    }
    visit(item.body)
  }
}

// MARK: - Expressions

extension SyntaxWalker {
  mutating func visitParts(of value: Expression) { deeper { $0.visitKind(of: value) } }

  private mutating func visitKind(of value: Expression) {
    switch value.kind {
    case .name(_, let generics): for node in generics { visit(node) }
    case .type(let node): visit(node)
    case .closure(let closure):
      visit(closure.captures)
      visit(closure.parameters)
      visit(closure.body)
    case .call(let base, let arguments), .subscript(let base, let arguments):
      visit(base)
      visit(arguments)
    case .statement(let statement): visit(statement)
    case .string(let parts), .array(let parts), .opaque(_, let parts):
      for part in parts { visit(part) }
    case .cast(let inner, let node, _):
      visit(inner)
      visit(node)
    case .member(let inner, _), .forceUnwrap(let inner), .optionalChain(let inner),
      .prefix(_, let inner), .postfix(_, let inner), .addressOf(let inner):
      visit(inner)
    case .binary(_, let left, let right), .assignment(_, let left, let right):
      visit(left)
      visit(right)
    case .ternary(let condition, let yes, let no):
      visit(condition)
      visit(yes)
      visit(no)
    case .tuple(let arguments), .macro(_, let arguments): visit(arguments)
    case .dictionary(let pairs):
      for (key, value) in pairs {
        visit(key)
        visit(value)
      }
    case .integer, .boolean, .null, .otherLiteral, .implicitMember, .keyPath, .bind: break
    }
  }
}
