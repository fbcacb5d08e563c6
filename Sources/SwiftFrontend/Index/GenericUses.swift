/// Where generic types are used with arguments, in all of a file.
struct GenericUses {
  /// A type written with generic arguments.
  struct Written {
    var path: [String]
    var arguments: [TypeNode]
    var position: Int
    /// The type declaration around.
    var enclosing: Span?
  }

  /// A type called without them.
  struct Made {
    var name: String
    var arguments: [Argument]
    var position: Int
    var enclosing: Span?
  }

  private(set) var written: [Written] = []
  private(set) var made: [Made] = []
  private var mentions: [String: Int] = [:]
  private var enclosing: Span?
  private var depth = 0

  init(_ declarations: [Declaration]) {
    for declaration in declarations { visit(declaration) }
  }

  init(_ body: [Statement]) { visit(body) }

  /// Whether nothing is done with what the name stands for but calling it.
  func isOnlyCalled(_ name: String) -> Bool {
    made.count { $0.name == name } == mentions[name, default: 0]
  }

  // MARK: Declarations

  private mutating func visit(_ declaration: Declaration) {
    switch declaration {
    case .function(let function):
      visit(function.parameters)
      visit(function.result)
      visit(function.body ?? [])
      for accessor in function.accessors { visit(accessor.body ?? []) }
    case .variable(let variable):
      for binding in variable.bindings {
        visit(binding.type)
        if let initial = binding.initial { visit(initial) }
        for accessor in binding.accessors { visit(accessor.body ?? []) }
      }
    case .type(let type):
      let outer = enclosing
      enclosing = type.kind == .extension ? outer : type.span
      for node in type.inherited { visit(node) }
      for member in type.members { visit(member) }
      enclosing = outer
    case .alias(_, let node): visit(node)
    case .conditional(let branches, let active):
      if let active, branches.indices.contains(active) {
        for member in branches[active] { visit(member) }
      }
    case .statement(let statement): visit(statement)
    case .imports, .enumCases, .other: break
    }
  }

  private mutating func visit(_ parameters: [ParameterSyntax]) {
    for parameter in parameters {
      visit(parameter.type)
      if let value = parameter.defaultValue { visit(value) }
    }
  }

  private mutating func visit(_ node: TypeNode?) {
    guard let node, depth < 200 else { return }
    depth += 1
    defer { depth -= 1 }
    switch node.kind {
    case .named(let path, let arguments):
      note(path, arguments, node.span)
      for argument in arguments { visit(argument) }
    case .optional(let inner), .array(let inner): visit(inner)
    case .dictionary(let key, let value):
      visit(key)
      visit(value)
    case .tuple(let elements): for element in elements { visit(element.type) }
    case .function(let parameters, let result):
      for parameter in parameters { visit(parameter) }
      visit(result)
    case .opaque: break
    }
  }

  private mutating func note(_ path: [String], _ arguments: [TypeNode], _ span: Span) {
    guard !arguments.isEmpty else { return }
    written.append(
      Written(path: path, arguments: arguments, position: span.start, enclosing: enclosing))
  }

  // MARK: Statements

  private mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  private mutating func visit(_ statement: Statement) {
    guard depth < 400 else { return }
    depth += 1
    defer { depth -= 1 }
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
    case .forIn(_, _, let sequence, let filter, let body):
      visit(sequence)
      if let filter { visit(filter) }
      visit(body)
    case .switch(_, let subject, let cases):
      visit(subject)
      for item in cases { visit(item.body) }
    case .do(_, let body, let catches):
      visit(body)
      for item in catches { visit(item.body) }
    case .defer(let body), .group(let body): visit(body)
    case .return(let value): if let value { visit(value) }
    case .break, .continue, .fallthrough, .opaque: break
    }
  }

  private mutating func visit(_ conditions: [Condition]) {
    for condition in conditions {
      switch condition {
      case .expression(let value), .pattern(_, let value): visit(value)
      case .binding(_, let type, let value, _):
        visit(type)
        if let value { visit(value) }
      }
    }
  }

  // MARK: Expressions

  private mutating func visit(_ value: Expression) {
    guard depth < 400 else { return }
    depth += 1
    defer { depth -= 1 }
    switch value.kind {
    case .name(let name, let generics):
      mentions[name, default: 0] += 1
      note([name], generics, value.span)
      for node in generics { visit(node) }
    case .type(let node): visit(node)
    case .closure(let closure):
      visit(closure.parameters)
      visit(closure.body)
    case .call(let callee, let arguments):
      if case .name(let name, let generics) = callee.kind, generics.isEmpty {
        made.append(
          Made(
            name: name, arguments: arguments, position: value.span.start, enclosing: enclosing))
      }
      visit(callee)
      for argument in arguments { visit(argument.value) }
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
    case .subscript(let base, let arguments):
      visit(base)
      for argument in arguments { visit(argument.value) }
    case .tuple(let arguments), .macro(_, let arguments):
      for argument in arguments { visit(argument.value) }
    case .dictionary(let pairs):
      for (key, value) in pairs {
        visit(key)
        visit(value)
      }
    case .integer, .boolean, .null, .otherLiteral, .implicitMember, .keyPath, .bind: break
    }
  }
}
