/// Which names the escaping closures and inner functions of a body mention.
struct CaptureAnalysis {
  let functionNames: Set<String>
  /// Functions of the run that only run the closures they are given.
  var inPlaceNames: Set<String> = []
  private(set) var names: Set<String> = []
  /// Variables whose address is taken with `&`.
  private(set) var addressed: Set<String> = []
  /// Variables that are declared.
  private(set) var declared: Set<String> = []
  private var isInside = false
  private var depth = 0

  init(functionNames: Set<String>) { self.functionNames = functionNames }

  /// All names in a piece of syntax, as if it were inside a closure.
  static func allNames(in body: [Statement]) -> Set<String> {
    var analysis = CaptureAnalysis(functionNames: [])
    analysis.isInside = true
    analysis.visit(body)
    return analysis.names
  }

  mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value), .throw(let value): visit(value)
    case .declaration(let declaration): visit(declaration)
    case .if(let branches, let otherwise):
      for branch in branches {
        visit(branch.conditions)
        visit(branch.body)
      }
      visit(otherwise ?? [])
    case .guard(let conditions, let body):
      visit(conditions)
      visit(body)
    case .while(_, let conditions, let body):
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
      for item in cases {
        for (pattern, filter) in item.patterns {
          visit(pattern)
          if let filter { visit(filter) }
        }
        visit(item.body)
      }
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

  private mutating func visit(_ conditions: [Condition]) {
    for condition in conditions {
      switch condition {
      case .expression(let value): visit(value)
      case .pattern(let pattern, let value):
        visit(pattern)
        visit(value)
      case .binding(let name, _, let value, _):
        if let value { visit(value) } else { note(name) }
      }
    }
  }

  private mutating func visit(_ declaration: Declaration) {
    switch declaration {
    case .function(let function): inside { $0.visit(function.body ?? []) }
    case .variable(let variable):
      for binding in variable.bindings {
        declared.formUnion(DeclarationIndex.names(in: binding.pattern))
        if let initial = binding.initial {
          if variable.modifiers.isAsync { inside { $0.visit(initial) } } else { visit(initial) }
        }
        for accessor in binding.accessors { inside { $0.visit(accessor.body ?? []) } }
      }
    case .statement(let statement): visit(statement)
    case .type, .alias, .imports, .enumCases, .conditional, .other: break
    }
  }

  private mutating func inside(_ visit: (inout CaptureAnalysis) -> Void) {
    let saved = isInside
    isInside = true
    visit(&self)
    isInside = saved
  }

  private mutating func note(_ name: String) {
    if isInside { names.insert(name) }
  }

  mutating func visit(_ value: Expression) {
    guard depth < 600 else { return }
    depth += 1
    defer { depth -= 1 }
    switch value.kind {
    case .name(let name, _): note(name)
    case .addressOf(let inner):
      noteAddress(of: inner)
      visit(inner)
    case .closure(let closure): inside { $0.visitBody(of: closure) }
    case .call(let callee, let arguments): visitCall(callee, arguments)
    case .statement(let statement): visit(statement)
    case .integer, .boolean, .null, .otherLiteral, .implicitMember, .type, .keyPath, .bind: break
    case .string(let parts), .array(let parts), .opaque(_, let parts):
      for part in parts { visit(part) }
    case .member(let inner, _), .forceUnwrap(let inner), .optionalChain(let inner),
      .prefix(_, let inner), .postfix(_, let inner), .cast(let inner, _, _):
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
      visit(arguments)
    case .tuple(let arguments), .macro(_, let arguments): visit(arguments)
    case .dictionary(let pairs):
      for (key, value) in pairs {
        visit(key)
        visit(value)
      }
    }
  }

  private mutating func noteAddress(of value: Expression) {
    switch value.kind {
    case .name(let name, _): addressed.insert(name)
    case .member(let base, _), .subscript(let base, _), .forceUnwrap(let base):
      noteAddress(of: base)
    default: break
    }
  }

  private mutating func visit(_ arguments: [Argument]) {
    for argument in arguments { visit(argument.value) }
  }

  private mutating func visitBody(of closure: Closure) {
    for capture in closure.captures { visit(capture.value) }
    guard closure.usesShorthand else { return visit(closure.body) }
    // `$0` is the closure's own.
    let outer = names.filter { $0.hasPrefix("$") }
    visit(closure.body)
    names = names.filter { !$0.hasPrefix("$") || outer.contains($0) }
  }

  private mutating func visitCall(_ callee: Expression, _ arguments: [Argument]) {
    var runsInPlace = false
    switch callee.kind {
    case .name(let name, _), .member(_, let name):
      runsInPlace =
        inPlaceNames.contains(name)
        || SwiftAtomics.runsInPlace(name) && !functionNames.contains(name)
    case .closure(let closure):
      visitBody(of: closure)
      visit(arguments)
      return
    default: break
    }
    visit(callee)
    for argument in arguments {
      if runsInPlace, case .closure(let closure) = argument.value.kind {
        visitBody(of: closure)
      } else {
        visit(argument.value)
      }
    }
  }
}
