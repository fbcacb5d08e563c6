import MemoryModel

/// All functions of a run as one program: calls resolved across files and languages.
public struct Program: Sendable {
  public var functions: [Function]
  public var globals: [String: Global]
  public var records: [String: Record]
  public var problems: [FrontendProblem]
  /// Layouts of records by name, when lowered for execution.
  public var layouts: [String: Layout] = [:]

  /// Functions that the system calls in the middle of others.
  private(set) var handlers: [InstalledHandler.Cause: Set<Int>] = [:]
  /// What functions that are not in view may do to what they are given the address of.
  private(set) var externals: [String: [ExternalFunction.Parameter]] = [:]
  /// For each function, whether its name says that it makes or ends an object.
  private(set) var lifetimes: [Lifetime] = []

  /// For each function, the words of its name.
  private(set) var words: [[String]] = []
  /// For each function, what its name says about a lock.
  private var lockNames: [LockName?] = []
  /// For each function, what kinds of events it has.
  private(set) var traits: [FunctionTraits] = []

  /// Names of records that source files of C or C++ define for themselves, each in its own way: they
  /// belong to several programs, and those of two files are two types.
  private(set) var ambiguousRecords: Set<String> = []

  private var functionsBySymbol: [String: [Int]] = [:]
  private var functionsByMember: [String: [Int]] = [:]

  /// Links modules. A function that several translation units contain (a `static inline` of a
  /// header) is taken once; modules are expected in a fixed order, which decides ties.
  public init(linking modules: [Module]) {
    functions = []
    globals = [:]
    records = [:]
    problems = modules.flatMap(\.problems)
    var seen: Set<FunctionKey> = []
    for module in modules {
      for (name, layout) in module.layouts {
        // One name for two records, or for one of which only one file takes parts.
        let isOther = layouts[name].map { $0 != layout } ?? false
        layouts[name] =
          isOther ? .unsupported("a record that two files define differently") : layout
      }
      for global in module.globals
      where globals[global.symbol] == nil || global.initialValue != nil
        || global.initializer != nil
      {
        globals[global.symbol] = global
      }
      for record in module.records
      where (records[record.name]?.fields.count ?? -1) < record.fields.count {
        records[record.name] = record
      }
      for function in module.functions
      where seen.insert(FunctionKey(symbol: function.symbol, range: function.range)).inserted {
        index(function)
      }
    }
    for module in modules {
      for external in module.externals where functionsBySymbol[external.symbol] == nil {
        externals[external.symbol] = external.parameters
      }
      for handler in module.handlers {
        guard let number = resolve(symbol: handler.symbol, fromFile: module.file) else { continue }
        handlers[handler.cause, default: []].insert(number)
      }
    }
    noteAmbiguousRecords(of: modules)
    unwrapAtomics()
    if layouts.isEmpty, modules.contains(where: { $0.language != .swift }) {
      readImportedPointers()
    }
    if layouts.isEmpty { shareLocals() }
    traits = functions.map { FunctionTraits(of: $0) }
  }

  private mutating func noteAmbiguousRecords(of modules: [Module]) {
    var known: [String: Record] = [:]
    for module in modules where module.language != .swift {
      for record in module.records where !record.range.file.hasHeaderSuffix {
        guard let other = known.updateValue(record, forKey: record.name),
          other.range.file != record.range.file,
          other.fields.map(\.name) != record.fields.map(\.name)
        else { continue }
        ambiguousRecords.insert(record.name)
      }
    }
  }

  private struct FunctionKey: Hashable {
    var symbol: String
    var range: SourceRange

    func hash(into hasher: inout Hasher) {
      hasher.combine(symbol)
      hasher.combine(range.start)
    }
  }

  private mutating func index(_ function: Function) {
    let number = functions.count
    functions.append(function)
    let name = function.name
    words.append(NameWords.words(of: name))
    lockNames.append(LockName(name))
    let lifetime = Lifetime(of: name, words: words[number])
    lifetimes.append(
      lifetime == .constructor && function.competesForParameters ? .neither : lifetime)
    let symbol = function.symbol
    functionsBySymbol[symbol, default: []].append(number)
    if let exported = function.exportedName, exported != symbol {
      functionsBySymbol[exported, default: []].append(number)
    }
    if let dot = symbol.utf8.lastIndex(of: UInt8(ascii: ".")) {
      let member = String(symbol[symbol.utf8.index(after: dot)...])
      functionsByMember[member, default: []].append(number)
    }
  }

  /// The functions of a symbol; several, if files have functions of their own.
  func functions(of symbol: String) -> [Int] { functionsBySymbol[symbol] ?? [] }

  /// The function a call reaches, if it is one of ours. A member call on a receiver of unknown
  /// type is resolved only when exactly one function has that name and labels.
  public func resolve(_ callee: Event.Callee, from caller: Function) -> Int? {
    switch callee {
    case .direct(let symbol): resolve(symbol: symbol, from: caller)
    case .member(let member):
      functionsByMember[member].flatMap { $0.count == 1 ? $0.first : nil }
    case .indirect: nil
    }
  }

  /// The function with the symbol: one of the caller's file before any other; a Swift call of a
  /// C function by its bare name.
  public func resolve(symbol: String, from caller: Function) -> Int? {
    resolve(symbol: symbol, fromFile: caller.range.file)
  }

  private func resolve(symbol: String, fromFile file: String) -> Int? {
    if let found = pick(functionsBySymbol[symbol], nearTo: file) { return found }
    guard let parenthesis = symbol.utf8.firstIndex(of: UInt8(ascii: "(")) else { return nil }
    let name = symbol[..<parenthesis]
    if let found = pick(functionsBySymbol[String(name)], nearTo: file) { return found }
    // A C function whose name begins like that of a type.
    guard name.hasSuffix(".init") else { return nil }
    let functions = functionsBySymbol[String(name.dropLast(".init".count))]
    return pick(functions?.filter { self.functions[$0].language != .swift }, nearTo: file)
  }

  private func pick(_ candidates: [Int]?, nearTo file: String) -> Int? {
    guard let candidates, let first = candidates.first else { return nil }
    guard candidates.count > 1 else { return first }
    // Two programs in one repository may define the same name: the nearest is meant.
    var best = (number: first, nearness: nearness(of: first, to: file))
    for other in candidates.dropFirst() {
      let nearness = nearness(of: other, to: file)
      if nearness > best.nearness { best = (other, nearness) }
    }
    return best.number
  }

  /// How many directories, and the file's name, the paths have in common from the start.
  private func nearness(of number: Int, to file: String) -> Int {
    let other = functions[number].range.file
    if other == file { return .max }
    let slash = UInt8(ascii: "/")
    var count = 0
    var rest = file.utf8.makeIterator()
    for byte in other.utf8 {
      guard let mine = rest.next() else { return byte == slash ? count + 1 : count }
      guard byte == mine else { return count }
      if byte == slash { count += 1 }
    }
    return rest.next() == slash ? count + 1 : count
  }

  /// What the function's name says about a lock.
  func lockName(of number: Int) -> LockName? { lockNames[number] }

  /// Notes that volatile accesses of the function are taken as atomic ones.
  mutating func noteSynchronization(in number: Int) { traits[number].insert(.synchronizes) }

  /// Of some functions, the one whose file is nearest to another's.
  func nearest(_ candidates: [Int], to function: Int) -> Int? {
    pick(candidates, nearTo: functions[function].range.file)
  }
}

extension Program {
  /// Whether the location is a field of an atomic type: what accesses it plainly is its initialization,
  /// or code whose types are not known.
  func isDeclaredAtomic(_ location: MemoryLocation) -> Bool {
    guard case .field(let record, let name)? = location.key else { return false }
    return records[record]?.fields.first { $0.name == name }?.isAtomic == true
  }
}
