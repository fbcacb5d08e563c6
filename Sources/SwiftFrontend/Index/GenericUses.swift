/// Where generic types are used with arguments, in all of a file.
struct GenericUses: SyntaxWalker {
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
  var depth = 0

  init(_ declarations: [Declaration]) { visit(declarations) }

  init(_ body: [Statement]) { visit(body) }

  /// Whether nothing is done with what the name stands for but calling it.
  func isOnlyCalled(_ name: String) -> Bool {
    made.count { $0.name == name } == mentions[name, default: 0]
  }

  mutating func visit(_ declaration: Declaration) {
    let outer = enclosing
    if case .type(let type) = declaration, type.kind != .extension { enclosing = type.span }
    visitParts(of: declaration)
    enclosing = outer
  }

  mutating func visit(_ node: TypeNode) {
    if case .named(let path, let arguments) = node.kind { note(path, arguments, node.span) }
    visitParts(of: node)
  }

  mutating func visit(_ value: Expression) {
    if case .name(let name, let generics) = value.kind {
      mentions[name, default: 0] += 1
      note([name], generics, value.span)
    } else if case .call(let callee, let arguments) = value.kind,
      case .name(let name, let generics) = callee.kind, generics.isEmpty
    {
      made.append(
        Made(name: name, arguments: arguments, position: value.span.start, enclosing: enclosing))
    }
    visitParts(of: value)
  }

  private mutating func note(_ path: [String], _ arguments: [TypeNode], _ span: Span) {
    guard !arguments.isEmpty else { return }
    written.append(
      Written(path: path, arguments: arguments, position: span.start, enclosing: enclosing))
  }
}
