enum Declaration: Sendable {
  case function(FunctionDeclaration)
  case variable(VariableDeclaration)
  case type(TypeDeclaration)
  case alias(String, TypeNode)
  case imports([String], isExported: Bool)
  case enumCases([EnumCase])
  /// `#if`: every branch, and which one counts.
  case conditional([[Declaration]], active: Int?)
  /// A statement at the top level of a file.
  case statement(Statement)
  /// A declaration without interest here: an operator, a macro, an associated type.
  case other
}

struct EnumCase: Sendable {
  var name: String
  var payload: [(label: String?, type: TypeNode)]
  var rawValue: Expression?
}

/// Modifiers and attributes of a declaration.
struct Modifiers: Sendable {
  var isStatic = false
  var isFilePrivate = false
  var isNonisolated = false
  var isMutating = false
  var isLazy = false
  /// `async let`.
  var isAsync = false
  var isWeak = false
  /// An argument of `@_cdecl` or `@_silgen_name`, or the function's own name for a bare `@c`.
  var exportedName: String?
  var isExportedByOwnName = false
  var isExportedImport = false
  var attributes: [String] = []
}

struct ParameterSyntax: Sendable {
  /// Nil for `_`.
  var label: String?
  var name: String
  var type: TypeNode?
  var defaultValue: Expression?
  var isVariadic = false
}

final class FunctionDeclaration: Sendable {
  enum Kind: Sendable { case function, initializer, deinitializer, `subscript` }
  let kind: Kind
  let name: String
  let nameSpan: Span
  let modifiers: Modifiers
  let generics: [String]
  let parameters: [ParameterSyntax]
  let result: TypeNode?
  /// Nil in a protocol.
  let body: [Statement]?
  /// Of a subscript.
  let accessors: [Accessor]
  let span: Span

  init(
    kind: Kind, name: String, nameSpan: Span, modifiers: Modifiers, signature: Signature,
    body: [Statement]?, accessors: [Accessor], span: Span
  ) {
    self.kind = kind
    self.name = name
    self.nameSpan = nameSpan
    self.modifiers = modifiers
    self.generics = signature.generics
    self.parameters = signature.parameters
    self.result = signature.result
    self.body = body
    self.accessors = accessors
    self.span = span
  }
}

struct Signature: Sendable {
  var generics: [String] = []
  var parameters: [ParameterSyntax] = []
  var result: TypeNode?
}

struct Accessor: Sendable {
  enum Kind: Sendable { case get, set, willSet, didSet }
  var kind: Kind
  var parameter: String?
  var body: [Statement]?
  var span: Span

  var isSetter: Bool {
    switch kind {
    case .set: true
    case .get, .willSet, .didSet: false
    }
  }
}

final class VariableDeclaration: Sendable {
  struct Binding: Sendable {
    var pattern: Expression
    var type: TypeNode?
    var initial: Expression?
    var accessors: [Accessor]
    var span: Span
  }
  let isLet: Bool
  let modifiers: Modifiers
  let bindings: [Binding]
  let span: Span

  init(isLet: Bool, modifiers: Modifiers, bindings: [Binding], span: Span) {
    self.isLet = isLet
    self.modifiers = modifiers
    self.bindings = bindings
    self.span = span
  }
}

final class TypeDeclaration: Sendable {
  enum Kind: Sendable { case `class`, `struct`, `actor`, `enum`, `protocol`, `extension` }
  let kind: Kind
  /// One name, or the path of the extended type.
  let path: [String]
  let modifiers: Modifiers
  let generics: [String]
  let inherited: [TypeNode]
  let members: [Declaration]
  let span: Span

  init(
    kind: Kind, path: [String], modifiers: Modifiers, generics: [String], inherited: [TypeNode],
    members: [Declaration], span: Span
  ) {
    self.kind = kind
    self.path = path
    self.modifiers = modifiers
    self.generics = generics
    self.inherited = inherited
    self.members = members
    self.span = span
  }
}

extension TypeDeclaration {
  /// Whether the inheritance clause names the type.
  func inherits(_ name: String) -> Bool {
    inherited.contains { node in
      if case .named(let path, _) = node.kind { path.last == name } else { false }
    }
  }
}
