import CLibclang
import MemoryModel
import OrderLint

/// Turns one C function into blocks of events.
struct FunctionLowering {
  let context: UnitContext
  let tree: SyntaxTree
  /// Where the macro call stands that the whole function comes from, if it does.
  let commonExpansion: Place?
  let symbol: String
  var builder = BlockBuilder()
  var locals: [Local] = []
  private var localNames = UniqueNames()
  /// When lowered for execution, locals that hold the address of an array: one of variable length, or
  /// a parameter.
  var variableArrays: [UnsafeRawPointer: LocalID] = [:]
  var bindings: [UnsafeRawPointer: Binding] = [:]
  /// Where `break` and `continue` go, innermost last.
  var exits: [Exit] = []
  var switches: [SwitchFrame] = []
  var labels: [String: Int] = [:]
  /// Errors in the body that libclang dropped statements for, last first.
  var errors: [UnitDiagnostic]
  var depth = 0
  var temporaryCount = 0
  /// Where the function's text is, to tell it from macro bodies.
  let extent: Extent
  var builtins: [Int: NamedBuiltin?] = [:]

  // What only C++ has.

  /// What the reader calls the function.
  let name: String
  /// The parameter that is `this`.
  var thisParameter: Int?
  /// The record `this` points to.
  var thisType: String?
  /// Variables that hold the address of what they stand for.
  var references: Set<UnsafeRawPointer> = []
  /// The node of each variable's declaration.
  var declarations: [UnsafeRawPointer: Int] = [:]
  /// Variables that the body names after their declaration.
  var mentioned: Set<UnsafeRawPointer> = []
  let hidden = HiddenTypes()
  /// What the scopes that are open destroy and unlock, innermost last.
  var scopes: [[Cleanup]] = []
  var heldLocks: [UnsafeRawPointer: HeldLocks] = [:]
  var lambdas: [Int: LambdaValue] = [:]
  /// Variables that hold a lambda.
  var lambdaValues: [UnsafeRawPointer: LambdaValue] = [:]
  var lambdaCount = 0
  let captures: Captures?
  let returnsReference: Bool

  struct Extent {
    var file: CXFile?
    var offsets: Range<Int>

    func contains(_ place: Place) -> Bool {
      place.file != nil && place.file == file && offsets.contains(place.offset)
    }
  }

  struct Exit {
    var onBreak: Int
    /// Nil in a `switch`.
    var onContinue: Int?
    /// How many scopes stay open.
    var depth: Int
  }

  struct SwitchFrame {
    var cases: [Terminator.SwitchCase] = []
    /// Cases that are too many to be listed.
    var ranges: [Range] = []
    var fallback: Int?

    struct Range {
      var low: Int64
      var high: Int64
      var block: Int
    }
  }

  /// What a name in the body stands for.
  enum Binding {
    case parameter(Int)
    case local(LocalID)
    case slot(LocalID)
    case global(String)
  }

  /// Something that can be assigned to.
  enum Target {
    case local(LocalID)
    case memory(Operand, Access)
    case parameter(Int)
  }

  init(
    _ cursor: CXCursor, symbol: String, context: UnitContext, errors: [UnitDiagnostic],
    captures: Captures? = nil
  ) {
    self.context = context
    self.symbol = symbol
    self.captures = captures
    tree = SyntaxTree(cursor, isCXX: context.isCXX)
    let start = context.expansion(of: tree.start(of: 0))
    let isOneExpansion = start == context.expansion(of: tree.end(of: 0))
    commonExpansion = isOneExpansion ? start : nil
    let end = isOneExpansion ? start : context.spelling(of: tree.end(of: 0))
    name = context.isCXX ? context.readableName(cursor) : ""
    returnsReference = context.isCXX && cursor.type.result.isReference
    let stop = end.file == start.file ? max(end.offset, start.offset + 1) : start.offset + 1
    extent = Extent(file: start.file, offsets: start.offset..<stop)
    let body = extent
    self.errors = errors.filter { body.contains($0.place) }.reversed()
  }

  /// The blocks of the body.
  mutating func lower() -> [Block] {
    if context.isCXX { bindThis() }
    bindVariables()
    if context.isCXX { initializeMembers() }
    guard let body = tree[0].children.last(where: { tree[$0].kind == CXCursor_CompoundStmt })
    else { return [Block(terminator: .unreachable)] }
    statement(body)
    if tree.isTruncated { opaque("a body of more than \(SyntaxTree.nodeLimit) nodes", at: 0) }
    return builder.finish()
  }

  // MARK: Events

  @discardableResult
  mutating func emit(_ kind: Event.Kind, at node: Int, layout: Layout? = nil) -> EventID {
    var layout = layout
    // A record that comes back.
    if context.isExact, case .call = kind {
      layout = layout ?? context.valueLayout(of: tree[node].cursor.type)
    }
    if let place = commonExpansion, !kind.isSynchronization {
      return builder.emit(kind, range: range(from: place, to: place), via: [], layout: layout)
    }
    let place = eventPlace(of: node)
    return builder.emit(kind, range: place.range, via: place.via, layout: layout)
  }

  mutating func opaque(_ reason: String, at node: Int) {
    emit(.opaque(reason), at: node)
  }

  mutating func makeTemporary(_ layout: Layout? = nil) -> LocalID {
    temporaryCount += 1
    return makeLocal("_\(temporaryCount)", layout)
  }

  mutating func makeLocal(_ name: String, _ layout: Layout? = nil) -> LocalID {
    localNames.insert(name)
    locals.append(Local(name: name, layout: layout))
    return LocalID(locals.count - 1)
  }

  /// Locals of inner scopes may share a name; in the IR they do not.
  mutating func unique(_ name: String) -> String { localNames.unique(name) }

  /// Whether one more level of nesting is sure to fit on the stack; if so, `leave` ends it.
  mutating func enter() -> Bool {
    guard depth < SyntaxTree.depthLimit else { return false }
    depth += 1
    return true
  }

  mutating func leave() { depth -= 1 }
}
