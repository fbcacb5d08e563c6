/// Which names the escaping closures and inner functions of a body mention.
struct CaptureAnalysis: SyntaxWalker {
  let functionNames: Set<String>
  /// Functions of the run that only run the closures they are given.
  var inPlaceNames: Set<String> = []
  private(set) var names: Set<String> = []
  /// Variables whose address is taken with `&`.
  private(set) var addressed: Set<String> = []
  /// Variables that are declared.
  private(set) var declared: Set<String> = []
  private var isInside = false
  var depth = 0

  init(functionNames: Set<String>) { self.functionNames = functionNames }

  /// All names in a piece of syntax, as if it were inside a closure.
  static func allNames(in body: [Statement]) -> Set<String> {
    var analysis = CaptureAnalysis(functionNames: [])
    analysis.isInside = true
    analysis.visit(body)
    return analysis.names
  }

  mutating func visit(_ condition: Condition) {
    if case .binding(let name, _, nil, _) = condition { note(name) }
    visitParts(of: condition)
  }

  mutating func visit(_ declaration: Declaration) {
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
    if case .call(let callee, let arguments) = value.kind {
      return deeper { $0.visitCall(callee, arguments) }
    }
    if case .closure(let closure) = value.kind { return inside { $0.visitBody(of: closure) } }
    if case .name(let name, _) = value.kind { note(name) }
    if case .addressOf(let inner) = value.kind { noteAddress(of: inner) }
    visitParts(of: value)
  }

  private mutating func noteAddress(of value: Expression) {
    switch value.kind {
    case .name(let name, _): addressed.insert(name)
    case .member(let base, _), .subscript(let base, _), .forceUnwrap(let base):
      noteAddress(of: base)
    default: break
    }
  }

  private mutating func visitBody(of closure: Closure) {
    visit(closure.captures)
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
