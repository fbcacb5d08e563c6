import MemoryModel

/// The text form of the IR: what `orderlint dump-ir` prints and tests parse back.
///
/// One declaration, block label, event or terminator per line; `//` starts a comment. Printing a
/// module with ranges and parsing it gives an equal module; without ranges, an equal module whose
/// ranges are all `SourceRange.nowhere`.
///
/// ```
/// module "lock.c" c
/// global seq = 0
/// record shm_lock
///   field seq: "_Atomic unsigned *"
/// function write_lock(l: shm_lock)
///   locals s
/// b0:
///   %0 = read l->shm_lock.seq, plain
///   %1 = read %0, relaxed
///   %2: assign s := %1
///   %3: write %0 := s + 1, release
///   return
/// ```
///
/// Operands: `42`, `null`, a parameter or local by name (`$0`, `#0` where the name is not unique),
/// `%3` (result), `%3.exchanged` (success), `&seq` (address of a global), `&.x` (address of a local),
/// `base->record.field` and `base[index]` (addresses inside the object at `base`), `func(f)`, `!a`,
/// `a + b` (nested ones in parentheses), `?"what"` (unknown). Names that are not words are quoted. A
/// record that variables hold references to has the word `class` after its name. What a call or a spawn
/// is to other threads (`Event.Role`) stands behind it: `%0 = call sem_post(s), posts`. What the module
/// installs as handlers stands before its functions: `handler signal on_event`. So does what functions
/// out of view do to what they are given the address of: `external load(writes, value)`.
public enum IRText {
  /// The whole module, globals and records first.
  public static func print(_ module: Module, ranges: Bool = false) -> String {
    var printer = IRPrinter(style: ranges ? .withRanges : .plain)
    printer.write(module)
    return printer.text
  }

  /// One function. Its language is shown only if it is not C.
  public static func print(_ function: Function, ranges: Bool = false) -> String {
    var printer = IRPrinter(style: ranges ? .withRanges : .plain)
    printer.write(function, moduleLanguage: .c)
    return printer.text
  }

  /// The text that is the same for the same program in C and in Swift: no ranges, symbols,
  /// languages or type spellings; globals and records sorted by name.
  public static func printForComparison(_ module: Module) -> String {
    var printer = IRPrinter(style: .comparable)
    printer.writeForComparison(module)
    return printer.text
  }

  /// One operand as it stands inside the text of `function`.
  public static func print(_ operand: Operand, in function: Function) -> String {
    let names = IRNames(function)
    return IRPrinter(style: .plain).text(of: operand, names)
  }

  /// The module that the text describes.
  ///
  /// `file` is the module's file if the text has no `module` line, and the file of the ranges if
  /// `lineRanges` asks that an event without a range gets its own line of the text as range.
  public static func parse(
    _ text: String, file: String, lineRanges: Bool = false
  ) throws(IRSyntaxError) -> Module {
    var parser = IRParser(file: file, lineRanges: lineRanges)
    return try parser.parse(text)
  }
}

/// Why a text is not IR.
public struct IRSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var position: SourcePosition
  public var message: String

  public var description: String {
    "\(file):\(position.line):\(position.column): \(message)"
  }
}

extension SourceRange {
  /// The range of what no text stands for; in modules parsed from text without ranges.
  public static let nowhere = SourceRange(
    file: "", start: SourcePosition(line: 0, column: 0), end: SourcePosition(line: 0, column: 0))
}

extension MemoryOrder {
  /// The last part of the C name.
  var irWord: String { name }
}

extension Function.Kind {
  var irWord: String {
    switch self {
    case .ordinary: "ordinary"
    case .initializer: "initializer"
    case .deinitializer: "deinitializer"
    case .closure: "closure"
    }
  }
}

extension FrontendProblem.Severity {
  var irWord: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

extension Event.Kind {
  /// Whether `.result` of this event means anything.
  public var hasResult: Bool {
    switch self {
    case .read, .update, .compareExchange, .allocate, .spawn, .call: true
    case .write, .fence, .assign, .free, .lock, .unlock, .join, .opaque: false
    }
  }

  /// Whether `.exchanged` of this event means anything.
  public var hasSuccess: Bool {
    switch self {
    case .compareExchange: true
    case .lock(at: _, let isTry): isTry
    case .read, .write, .update, .fence, .assign, .allocate, .free, .unlock, .spawn, .join, .call,
      .opaque:
      false
    }
  }
}

/// The names that a function's text uses for its parameters and locals.
struct IRNames {
  /// Words that begin an operand and therefore name no variable.
  static let reserved: Set<String> = ["null", "func"]

  private(set) var parameters: [String]
  private(set) var locals: [String]

  init(_ function: Function) {
    self.init(parameters: function.parameters.map(\.name), locals: function.locals.map(\.name))
  }

  init(parameters: [String], locals: [String]) {
    var uses: [String: Int] = [:]
    for name in parameters + locals { uses[name, default: 0] += 1 }
    let isUsable = { (name: String) in
      uses[name] == 1 && IRScanner.isWord(name) && !Self.reserved.contains(name)
    }
    self.parameters = parameters.enumerated().map { isUsable($1) ? $1 : "$\($0)" }
    self.locals = locals.enumerated().map { isUsable($1) ? $1 : "#\($0)" }
  }

  func parameter(_ index: Int) -> String {
    parameters.indices.contains(index) ? parameters[index] : "$\(index)"
  }

  func local(_ id: LocalID) -> String {
    locals.indices.contains(id.index) ? locals[id.index] : "#\(id.index)"
  }

  /// The variable that the word names.
  func operand(named word: String) -> Operand? {
    if let index = parameters.firstIndex(of: word) { return .parameter(index) }
    return local(named: word).map { .local($0) }
  }

  func local(named word: String) -> LocalID? {
    locals.firstIndex(of: word).map { LocalID($0) }
  }
}
