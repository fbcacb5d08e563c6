/// A stretch of source, in UTF-8 offsets.
struct Span: Hashable, Sendable {
  var start: Int
  var end: Int
}

/// An expression or a pattern (Swift's grammars for both overlap; a pattern only adds `bind`).
final class Expression: Sendable {
  let kind: Kind
  let span: Span

  init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  enum Kind: Sendable {
    case integer(Int64?)
    case boolean(Bool)
    case null
    /// A string with the expressions interpolated in it.
    case string([Expression])
    /// A float or regular expression: a value without interest.
    case otherLiteral
    case name(String, generics: [TypeNode])
    /// `.relaxed`
    case implicitMember(String)
    case member(Expression, String)
    case call(Expression, [Argument])
    case `subscript`(Expression, [Argument])
    case forceUnwrap(Expression)
    case optionalChain(Expression)
    case addressOf(Expression)
    case prefix(String, Expression)
    case postfix(String, Expression)
    case binary(String, Expression, Expression)
    /// The operator is nil for `=`, and `+` for `+=`.
    case assignment(String?, Expression, Expression)
    case ternary(Expression, Expression, Expression)
    case cast(Expression, TypeNode, CastKind)
    case tuple([Argument])
    case array([Expression])
    case dictionary([(Expression, Expression)])
    case closure(Closure)
    /// `if` or `switch` used as a value.
    case statement(Statement)
    case type(TypeNode)
    case macro(String, [Argument])
    /// `\.a.b`: its members, none if it is more than members.
    case keyPath([String])
    /// `let name` in a pattern.
    case bind(String)
    /// What the parser does not know; the parts are what it could parse inside.
    case opaque(String, [Expression])
  }

  enum CastKind: Sendable { case test, conditional, forced, plain }
}

struct Argument: Sendable {
  var label: String?
  var value: Expression
}

final class Closure: Sendable {
  let captures: [Argument]
  let parameters: [ParameterSyntax]
  let body: [Statement]
  let span: Span
  /// The signature has no parameter list, so `$0` may be used.
  let usesShorthand: Bool

  init(
    captures: [Argument], parameters: [ParameterSyntax]?, body: [Statement], span: Span
  ) {
    self.captures = captures
    self.parameters = parameters ?? []
    self.usesShorthand = parameters == nil
    self.body = body
    self.span = span
  }

  /// Another closure of the same text.
  convenience init(copying closure: Closure) {
    self.init(
      captures: closure.captures,
      parameters: closure.usesShorthand ? nil : closure.parameters, body: closure.body,
      span: closure.span)
  }
}

/// A type as written. Attributes, `some`, `any` and ownership words are dropped.
final class TypeNode: Sendable {
  indirect enum Kind: Sendable {
    /// `A.B<C>`: the path, and the generic arguments of its last component.
    case named([String], [TypeNode])
    case optional(TypeNode)
    case array(TypeNode)
    case dictionary(TypeNode, TypeNode)
    case tuple([(label: String?, type: TypeNode)])
    case function([TypeNode], TypeNode?)
    case opaque
  }
  let kind: Kind
  let span: Span
  let isInOut: Bool
  let isEscaping: Bool

  init(_ kind: Kind, _ span: Span, isInOut: Bool = false, isEscaping: Bool = false) {
    self.kind = kind
    self.span = span
    self.isInOut = isInOut
    self.isEscaping = isEscaping
  }
}
