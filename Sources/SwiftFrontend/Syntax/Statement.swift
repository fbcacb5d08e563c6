final class Statement: Sendable {
  let kind: Kind
  let span: Span

  init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  enum Kind: Sendable {
    case expression(Expression)
    case declaration(Declaration)
    /// `if`, then each `else if`.
    case `if`([IfBranch], otherwise: [Statement]?)
    case `guard`([Condition], [Statement])
    case `while`(label: String?, [Condition], [Statement])
    case repeatWhile(label: String?, [Statement], Expression)
    case forIn(label: String?, Expression, Expression, filter: Expression?, [Statement])
    case `switch`(label: String?, Expression, [SwitchCaseSyntax])
    case `do`(label: String?, [Statement], [CatchSyntax])
    case `defer`([Statement])
    case `return`(Expression?)
    case `throw`(Expression)
    case `break`(String?)
    case `continue`(String?)
    case `fallthrough`
    /// The statements of the branch of `#if` that is taken.
    case group([Statement])
    case opaque(String)
  }
}

enum Condition: Sendable {
  case expression(Expression)
  /// `case pattern = value`
  case pattern(Expression, Expression)
  /// `let name = value`; without a value it shadows the variable of that name.
  case binding(String, TypeNode?, Expression?, isLet: Bool)
}

struct IfBranch: Sendable {
  var conditions: [Condition]
  var body: [Statement]
}

struct SwitchCaseSyntax: Sendable {
  /// Empty for `default`.
  var patterns: [(pattern: Expression, filter: Expression?)]
  var body: [Statement]
}

struct CatchSyntax: Sendable {
  var patterns: [Expression]
  var body: [Statement]
}
