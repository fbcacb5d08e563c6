/// A variable with static storage, or a local captured by an escaping closure.
public struct Global: Hashable, Sendable {
  /// Unique in the program once linked. C: the name, followed by `@file` if it is `static`.
  /// Swift: `name`, `Type.name` for static properties, `function.name` for captured locals.
  public var symbol: String
  /// The name in the source.
  public var name: String
  /// The type's spelling, if known; a record's by its bare name, as in `Record.Field`.
  public var type: String?
  /// The value before the program runs, if it is a constant.
  public var initialValue: Int64?
  /// Never written after its initialisation: Swift `let`, C `const`.
  public var isConstant: Bool
  /// Where a local that closures capture is declared: each time control comes there, the variable is a
  /// new one.
  public var declaration: SourceRange?
  /// Each thread has its own. Such variables are there only when lowered for execution.
  public var isThreadLocal = false
  /// A record that the declaration does not give the values its fields are declared with. Known when
  /// lowered for execution.
  public var isComputed = false
  /// Known when lowered for execution.
  public var layout: Layout?
  /// A Swift constant that stands for the one object it was made with. Known when lowered for execution.
  public var isObject = false
  /// The cells of a Swift variable, which starts with what its declaration says. Known when lowered for
  /// execution, for values of several cells.
  public var valueLayout: Layout?
  /// What gives the variable its value before the program runs, when lowered for execution: code
  /// of one block.
  public var initializer: Block?

  public init(
    symbol: String, name: String, type: String? = nil, initialValue: Int64? = nil,
    isConstant: Bool = false
  ) {
    self.symbol = symbol
    self.name = name
    self.type = type
    self.initialValue = initialValue
    self.isConstant = isConstant
  }
}

/// A struct, union, class, actor or enum type with stored fields.
public struct Record: Hashable, Sendable {
  public var name: String
  public var fields: [Field]
  /// Variables of the type hold references: Swift classes and actors.
  public var isReference: Bool
  public var range: SourceRange

  public struct Field: Hashable, Sendable {
    public var name: String
    /// The type's spelling, if known.
    public var type: String?
    public var isAtomic: Bool
    /// The value every instance starts with, if it is a constant in the declaration.
    public var initialValue: Int64?
    /// The declaration says what an instance starts with, and that is no constant. Known when lowered
    /// for execution.
    public var isComputed = false
    /// Known when Swift is lowered for execution.
    public var layout: Layout?

    public init(
      name: String, type: String? = nil, isAtomic: Bool = false, initialValue: Int64? = nil
    ) {
      self.name = name
      self.type = type
      self.isAtomic = isAtomic
      self.initialValue = initialValue
    }
  }

  public init(name: String, fields: [Field], isReference: Bool = false, range: SourceRange) {
    self.name = name
    self.fields = fields
    self.isReference = isReference
    self.range = range
  }
}

/// Something a front end could not read or understand. The run goes on without it.
public struct FrontendProblem: Hashable, Sendable {
  public enum Severity: Int, Hashable, Sendable {
    /// Worth saying, nothing of importance lost: a missing header that was stubbed.
    case note
    /// Part of the file is lost.
    case warning
    /// The whole file is lost.
    case error
  }
  public var severity: Severity
  public var message: String
  public var file: String
  public var position: SourcePosition?

  public init(
    severity: Severity, message: String, file: String, position: SourcePosition? = nil
  ) {
    self.severity = severity
    self.message = message
    self.file = file
    self.position = position
  }
}

/// A function that is given to the system, which calls it in the middle of others.
public struct InstalledHandler: Hashable, Sendable {
  public enum Cause: String, CaseIterable, Hashable, Sendable {
    /// It runs on some thread of the program.
    case signal
    /// It runs beside all threads, or where there are none: interrupts, and the end of a process.
    case interrupt
  }
  public var symbol: String
  public var cause: Cause

  public init(symbol: String, cause: Cause) {
    self.symbol = symbol
    self.cause = cause
  }
}

/// A function that is declared and not in view, and what it may do to memory whose address it is given.
public struct ExternalFunction: Hashable, Sendable {
  public enum Parameter: String, CaseIterable, Hashable, Sendable {
    /// No address, or one of which the declaration says too little.
    case value
    /// A pointer to what the function cannot change: `const T *`.
    case reads
    /// A pointer to what the function may read and write: `T *`, `inout T`.
    case writes
  }
  public var symbol: String
  public var parameters: [Parameter]

  public init(symbol: String, parameters: [Parameter]) {
    self.symbol = symbol
    self.parameters = parameters
  }
}

/// What a front end made of one file (Swift) or one translation unit (C, headers included).
public struct Module: Hashable, Sendable {
  public var file: String
  public var language: Language
  public var functions: [Function]
  public var globals: [Global]
  public var records: [Record]
  public var problems: [FrontendProblem]
  /// What the functions install.
  public var handlers: [InstalledHandler] = []
  /// Functions that are called, and are given addresses, without being in view.
  public var externals: [ExternalFunction] = []
  /// Layouts of records by name, when lowered for execution.
  public var layouts: [String: Layout] = [:]

  public init(
    file: String, language: Language, functions: [Function] = [], globals: [Global] = [],
    records: [Record] = [], problems: [FrontendProblem] = []
  ) {
    self.file = file
    self.language = language
    self.functions = functions
    self.globals = globals
    self.records = records
    self.problems = problems
  }
}
