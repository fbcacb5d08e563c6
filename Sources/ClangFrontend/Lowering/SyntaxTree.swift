import CLibclang

/// A function body, flattened: one visit of libclang instead of one per node.
struct SyntaxTree {
  struct Node {
    var cursor: CXCursor
    var kind: CXCursorKind
    var parent: Int
    var children: [Int] = []

    /// A conversion or bracket that the source does not spell.
    var isImplicit: Bool { kind == CXCursor_UnexposedExpr && children.count == 1 }
  }

  /// Node 0 is the root. Children come after their parents.
  private(set) var nodes: [Node]
  private let isCXX: Bool
  /// Extents asked for so far: libclang takes long to work one out inside a macro.
  private let extents = Extents()
  /// The body is larger than the limit; the rest is missing.
  let isTruncated: Bool

  /// Bodies beyond this are generated tables; reading them further buys nothing.
  static let nodeLimit = 400_000
  /// Deeper nesting than this would exhaust the stack of the recursive lowering.
  static let depthLimit = 400

  init(_ root: CXCursor, isCXX: Bool) {
    self.isCXX = isCXX
    nodes = [Node(cursor: root, kind: root.kind, parent: 0)]
    let found = root.descendants(limit: Self.nodeLimit)
    isTruncated = found.count >= Self.nodeLimit
    nodes.reserveCapacity(found.count + 1)
    append(found, below: 0)
    guard isCXX else { return }
    for index in nodes.indices where nodes[index].kind == CXCursor_LambdaExpr {
      restoreInitializers(of: index)
    }
  }

  private mutating func append(_ found: [(cursor: CXCursor, depth: Int)], below root: Int) {
    var path = [root]
    for (cursor, depth) in found {
      path.removeLast(max(0, path.count - depth))
      let parent = path.last ?? root
      nodes[parent].children.append(nodes.count)
      path.append(nodes.count)
      nodes.append(Node(cursor: cursor, kind: cursor.kind, parent: parent))
    }
  }

  /// Of `[x = f(y)]` libclang shows what `f(y)` is made of, and not the call.
  private mutating func restoreInitializers(of lambda: Int) {
    let initializers = nodes[lambda].children.compactMap { newVariable($0)?.initializer }
    guard !initializers.isEmpty else { return }
    nodes[lambda].children = nodes[lambda].children.filter {
      clang_isExpression(nodes[$0].kind) == 0
    }
    for initializer in initializers {
      let start = nodes.count
      nodes[lambda].children.append(start)
      nodes.append(Node(cursor: initializer, kind: initializer.kind, parent: lambda))
      append(initializer.descendants(limit: Self.nodeLimit), below: start)
    }
  }

  /// The variable that a lambda's list of captures declares there, and what it is initialized with.
  func newVariable(_ node: Int) -> (variable: CXCursor, initializer: CXCursor)? {
    guard nodes[node].kind == CXCursor_VariableRef else { return nil }
    let variable = nodes[node].cursor.referenced
    let initializer = clang_Cursor_getVarDeclInitializer(variable)
    guard clang_isExpression(initializer.kind) != 0,
      clang_equalLocations(variable.location, nodes[node].cursor.location) != 0
    else { return nil }
    return (variable, initializer)
  }

  private final class Extents {
    var known: [Int: CXSourceRange] = [:]
  }

  private func extent(of index: Int) -> CXSourceRange {
    if let known = extents.known[index] { return known }
    let extent = clang_getCursorExtent(nodes[index].cursor)
    extents.known[index] = extent
    return extent
  }

  func start(of index: Int) -> CXSourceLocation {
    var first = index
    if !isCXX {
      while nodes[first].kind == CXCursor_MemberRefExpr, nodes[first].children.count == 1,
        let base = nodes[first].children.first, clang_isExpression(nodes[base].kind) != 0
      {
        first = base
      }
    }
    return beginsAtLocation(first)
      ? nodes[first].cursor.location : clang_getRangeStart(extent(of: first))
  }

  /// Whether libclang's location of the node is where it begins. To work out the extent takes longer:
  /// libclang climbs out of all macros for its end, and reads the last word to know where that ends.
  private func beginsAtLocation(_ index: Int) -> Bool {
    guard !isCXX else { return false }
    var current = index
    // The location of a conversion is that of what is converted.
    while nodes[current].kind == CXCursor_UnexposedExpr, nodes[current].children.count == 1,
      let only = nodes[current].children.first
    {
      current = only
    }
    let kind = nodes[current].kind
    // That of a member is its name.
    return kind != CXCursor_MemberRefExpr
      && (clang_isExpression(kind) != 0 || clang_isStatement(kind) != 0)
  }

  func end(of index: Int) -> CXSourceLocation { clang_getRangeEnd(extent(of: index)) }

  subscript(index: Int) -> Node { nodes[index] }

  func contains(_ index: Int) -> Bool { nodes.indices.contains(index) }

  func child(_ position: Int, of index: Int) -> Int? {
    let children = nodes[index].children
    return children.indices.contains(position) ? children[position] : nil
  }

  /// The node below parentheses and casts that the source does not spell.
  func strippingParentheses(_ index: Int) -> Int {
    var current = index
    while true {
      let node = nodes[current]
      guard node.kind == CXCursor_ParenExpr || node.isImplicit, let only = node.children.first
      else { return current }
      current = only
    }
  }

  /// As `strippingParentheses`, and through casts that are spelled.
  func strippingCasts(_ index: Int) -> Int {
    var current = strippingParentheses(index)
    while nodes[current].kind.isCast, let last = nodes[current].children.last {
      current = strippingParentheses(last)
    }
    return current
  }
}

extension CXCursorKind {
  /// A cast that the source spells; the operand is its last child.
  var isCast: Bool {
    switch self {
    case CXCursor_CStyleCastExpr, CXCursor_CXXStaticCastExpr, CXCursor_CXXReinterpretCastExpr,
      CXCursor_CXXConstCastExpr, CXCursor_CXXDynamicCastExpr, CXCursor_CXXFunctionalCastExpr:
      true
    default: false
    }
  }

  /// A class, struct, union or class template.
  var isClass: Bool {
    switch self {
    case CXCursor_StructDecl, CXCursor_ClassDecl, CXCursor_UnionDecl, CXCursor_ClassTemplate,
      CXCursor_ClassTemplatePartialSpecialization:
      true
    default: false
    }
  }

  /// Anything with a body of statements.
  var isFunction: Bool {
    switch self {
    case CXCursor_FunctionDecl, CXCursor_CXXMethod, CXCursor_Constructor, CXCursor_Destructor,
      CXCursor_ConversionFunction, CXCursor_FunctionTemplate:
      true
    default: false
    }
  }
}
