/// The language a file is written in.
public enum Language: String, Hashable, Sendable, Codable {
  case c
  case cpp
  case swift
}

/// A function, method, accessor, initializer or closure, as basic blocks of events.
public struct Function: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case ordinary
    /// Runs before its object can be shared (guard G1).
    case initializer
    /// Runs after its object can no longer be shared (guard G2).
    case deinitializer
    /// A closure that may run later or on another thread. Closures that run in place are lowered
    /// into the function around them.
    case closure
  }

  public enum Visibility: Int, Hashable, Sendable {
    /// Callers are all in the same file: C `static`, Swift `private` and `fileprivate`.
    case file
    /// C external linkage and `static inline` in headers; Swift `internal` and wider.
    case shared
  }

  /// Unique in the program once linked: a C name, or a Swift symbol such as `Ring.push(_:)`.
  public var symbol: String {
    get { head.fields.symbol }
    set { change { $0.symbol = newValue } }
  }
  /// What a reader calls it: `push`, `Ring.push`.
  public var name: String {
    get { head.fields.name }
    set { change { $0.name = newValue } }
  }
  /// The C name under which a Swift function is exported (`@_cdecl`, `@c`).
  public var exportedName: String? {
    get { head.fields.exportedName }
    set { change { $0.exportedName = newValue } }
  }
  public var language: Language {
    get { head.fields.language }
    set { change { $0.language = newValue } }
  }
  public var kind: Kind {
    get { head.fields.kind }
    set { change { $0.kind = newValue } }
  }
  public var visibility: Visibility {
    get { head.fields.visibility }
    set { change { $0.visibility = newValue } }
  }
  public var parameters: [Parameter] {
    get { head.fields.parameters }
    set { change { $0.parameters = newValue } }
  }
  public var locals: [Local] {
    get { head.fields.locals }
    set { change { $0.locals = newValue } }
  }
  /// What the function returns, if that is a record. Known when lowered for execution.
  public var resultLayout: Layout? {
    get { head.fields.resultLayout }
    set { change { $0.resultLayout = newValue } }
  }
  /// The first block is the entry. A block's index is its label.
  public var blocks: [Block]
  /// From the function's name to its closing brace.
  public var range: SourceRange {
    get { head.fields.range }
    set { change { $0.range = newValue } }
  }
  /// Whether parts of it could not be read: what it does not do says nothing then.
  public var isDamaged: Bool {
    get { head.fields.isDamaged }
    set { change { $0.isDamaged = newValue } }
  }

  public init(
    symbol: String, name: String, exportedName: String? = nil, language: Language,
    kind: Kind = .ordinary, visibility: Visibility = .shared, parameters: [Parameter] = [],
    locals: [Local] = [], blocks: [Block] = [], range: SourceRange
  ) {
    head = Head(
      Fields(
        symbol: symbol, name: name, exportedName: exportedName, language: language, kind: kind,
        visibility: visibility, parameters: parameters, locals: locals, range: range))
    self.blocks = blocks
  }

  private struct Fields: Hashable {
    var symbol: String
    var name: String
    var exportedName: String?
    var language: Language
    var kind: Kind
    var visibility: Visibility
    var parameters: [Parameter]
    var locals: [Local]
    var resultLayout: Layout?
    var range: SourceRange
    var isDamaged = false
  }

  /// Functions are handed around everywhere: copies share all but their blocks.
  private final class Head: Hashable, Sendable {
    let fields: Fields

    init(_ fields: Fields) { self.fields = fields }

    static func == (left: Head, right: Head) -> Bool {
      left === right || left.fields == right.fields
    }

    func hash(into hasher: inout Hasher) { hasher.combine(fields) }
  }

  private var head: Head

  private mutating func change(_ edit: (inout Fields) -> Void) {
    var fields = head.fields
    edit(&fields)
    head = Head(fields)
  }
}

/// A parameter. In Swift methods parameter 0 is `self`.
public struct Parameter: Hashable, Sendable {
  public var name: String
  /// The bare record name the parameter is or points to, or its type's spelling; nil if unknown.
  public var type: String?
  /// Known when lowered for execution, if the parameter is a record itself.
  public var layout: Layout?
  /// What calls give that leave it out, if that is a constant.
  public var defaultArgument: Int64?

  public init(name: String, type: String? = nil, layout: Layout? = nil) {
    self.name = name
    self.type = type
    self.layout = layout
  }
}

/// A local variable.
public struct Local: Hashable, Sendable {
  public var name: String
  /// Known when lowered for execution.
  public var layout: Layout?

  public init(name: String, layout: Layout? = nil) {
    self.name = name
    self.layout = layout
  }
}

/// A maximal run of events with one way in and one way out.
public struct Block: Hashable, Sendable {
  public var events: [Event]
  public var terminator: Terminator

  public init(events: [Event] = [], terminator: Terminator) {
    self.events = events
    self.terminator = terminator
  }
}

/// How control leaves a block. Targets are indices into `Function.blocks`.
public enum Terminator: Hashable, Sendable {
  case jump(Int)
  /// Goes to `then` if the condition is not 0.
  case branch(Operand, then: Int, else: Int)
  case `switch`(Operand, cases: [SwitchCase], default: Int)
  case `return`(Operand?)
  /// Control does not get here or does not go on: the block calls a function that never returns.
  case unreachable

  public struct SwitchCase: Hashable, Sendable {
    public var value: Int64
    public var target: Int
    public init(value: Int64, target: Int) {
      self.value = value
      self.target = target
    }
  }
}
