/// Macros that a build system defines and that a repository without its build cannot show:
/// `HAVE_STDATOMIC_H`, `USE_THREADS`. Where nothing else says how to compile, those are defined
/// without which the atomics of a file would not be seen at all.
///
/// A macro counts if atomics stand in the branch of an `#if` that needs it and not in the branch
/// taken without it, and if no file defines it. Where files define it under conditions, those count.
struct ConfigurationMacros: Sendable {
  /// The arguments that define them, in order.
  let arguments: [String]

  init(_ scans: [ConditionalScan]) {
    var definitions: [String: [[String]]] = [:]
    for scan in scans { definitions.merge(scan.definitions) { $0 + $1 } }
    var chosen: Set<String> = []
    for needed in scans.lazy.flatMap(\.needs) {
      if let names = Self.undefined(behind: needed, definitions, depth: 0) {
        chosen.formUnion(names)
      }
    }
    arguments = chosen.sorted().map { "-D\($0)=1" }
  }

  /// The macros that nothing defines and that must be, for the given ones to be defined; nil if some
  /// cannot be guessed.
  private static func undefined(
    behind names: [String], _ definitions: [String: [[String]]], depth: Int
  ) -> Set<String>? {
    guard depth < 6 else { return nil }
    var found: Set<String> = []
    for name in names {
      guard let sites = definitions[name] else {
        guard isPlausible(name) else { return nil }
        found.insert(name)
        continue
      }
      if sites.contains(where: \.isEmpty) { continue }
      let ways = sites.lazy.compactMap { undefined(behind: $0, definitions, depth: depth + 1) }
      guard let way = ways.first else { return nil }
      found.formUnion(way)
    }
    return found
  }

  /// What names of other systems, and of builds nobody ships, contain.
  private static let unlikely = [
    "WIN", "MSC", "SOLARIS", "SUN", "AIX", "HPUX", "DARWIN", "APPLE", "OSX", "MACOS", "CYGWIN",
    "MINGW", "ANDROID", "OS2", "BSD", "SPARC", "MIPS", "PPC", "POWERPC", "ALPHA", "ARM", "S390",
    "IA64", "RISCV", "NO_", "_NO", "NOT_", "DISABLE", "WITHOUT", "DEBUG", "TEST", "CHECK", "SANITI",
    "VALGRIND", "EMULAT", "FALLBACK", "CUDA", "KERNEL", "SINGLE",
  ]

  private static func isPlausible(_ name: String) -> Bool {
    let upper = name.uppercased()
    return name != name.lowercased() && !unlikely.contains { upper.contains($0) }
  }
}

/// The conditional inclusion of one file: what must be defined for its atomics to be seen.
struct ConditionalScan: Sendable {
  /// For each stretch of atomics that is not seen by default, the macros it needs.
  private(set) var needs: [[String]] = []
  /// For each macro the file defines, what each definition needs.
  private(set) var definitions: [String: [[String]]] = [:]

  private var frames: [Frame] = []

  /// One `#if` and its branches.
  private struct Frame {
    /// The macros the current branch needs; nil if its condition is not understood.
    var needed: [String]?
    /// The macros that the `#else` needs.
    var otherwise: [String]?
    /// Atomics stand in a branch that needs nothing.
    var isSeen = false
    /// What the atomics of one branch need. Of several branches the authors prefer the first.
    var pending: [[String]] = []
    var branch = 0
    var pendingBranch: Int?

    mutating func add(_ needed: [String]) {
      guard pendingBranch ?? branch == branch else { return }
      pendingBranch = branch
      if !pending.contains(needed) { pending.append(needed) }
    }
  }

  private static let atomics = ByteSearch([
    "_explicit", "__atomic_", "__sync_", "<stdatomic.h>", "_Atomic", "atomic_load", "atomic_store",
    "atomic_fetch", "atomic_exchange", "atomic_compare", "std::atomic",
  ])

  init(_ bytes: [UInt8]) {
    var start = 0
    var textStart = 0
    while start < bytes.count {
      let end = bytes.directiveEnd(from: start)
      if let directive = Self.directive(in: bytes[start..<end]) {
        noteAtomics(in: bytes[textStart..<start])
        apply(directive, bytes[start..<end])
        textStart = end
      }
      start = end + 1
    }
    noteAtomics(in: bytes[min(textStart, bytes.count)...])
    while !frames.isEmpty { close() }
  }

  private typealias Directive = (keyword: String, rest: String)

  private static func directive(in line: ArraySlice<UInt8>) -> Directive? {
    var rest = line.drop(while: Characters.isSpace)
    guard rest.first == UInt8(ascii: "#") else { return nil }
    rest = rest.dropFirst().drop(while: Characters.isSpace)
    let keyword = rest.prefix(while: Characters.isWord)
    return (
      String(decoding: keyword, as: UTF8.self),
      String(decoding: rest.dropFirst(keyword.count), as: UTF8.self)
    )
  }

  // MARK: Branches

  private mutating func apply(_ directive: Directive, _ line: ArraySlice<UInt8>) {
    switch directive.keyword {
    case "ifdef": open(PreprocessorCondition(word: directive.rest, isDefined: true))
    case "ifndef": open(PreprocessorCondition(word: directive.rest, isDefined: false))
    case "if": open(PreprocessorCondition(directive.rest))
    case "elif" where !frames.isEmpty:
      frames[frames.count - 1].needed = PreprocessorCondition(directive.rest).needed
      frames[frames.count - 1].otherwise = nil
      frames[frames.count - 1].branch += 1
    case "else" where !frames.isEmpty:
      frames[frames.count - 1].needed = frames[frames.count - 1].otherwise ?? []
      frames[frames.count - 1].branch += 1
    case "endif" where !frames.isEmpty: close()
    case "define":
      let name = directive.rest.trimmingSpaces.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      if let needed = enclosing { definitions[String(name), default: []].append(needed) }
      noteAtomics(in: line)
    case "include": noteAtomics(in: line)
    default: break
    }
  }

  private mutating func open(_ condition: PreprocessorCondition) {
    frames.append(Frame(needed: condition.needed, otherwise: condition.neededOtherwise))
  }

  private mutating func close() {
    let frame = frames.removeLast()
    guard !frame.isSeen else { return }
    if let parent = frames.lastIndex(where: { $0.needed?.isEmpty == false }) {
      for needed in frame.pending { frames[parent].add(needed) }
    } else {
      needs += frame.pending
    }
  }

  /// What all branches around the current place need; nil if one is not understood.
  private var enclosing: [String]? {
    var names: [String] = []
    for frame in frames {
      guard let needed = frame.needed else { return nil }
      names += needed
    }
    return names
  }

  private mutating func noteAtomics(in text: ArraySlice<UInt8>) {
    guard let last = frames.indices.last, Self.atomics.occurs(in: text), let needed = enclosing
    else { return }
    if needed.isEmpty {
      for index in frames.indices { frames[index].isSeen = true }
    } else {
      frames[last].add(needed)
    }
  }
}

/// The condition of an `#if`, as far as it says which macros must be defined.
private struct PreprocessorCondition {
  /// The macros without which the condition is false; nil if it is not understood.
  var needed: [String]?
  /// The macros without which the condition is true.
  var neededOtherwise: [String]?

  init(word: String, isDefined: Bool) {
    let name = String(word.trimmingSpaces.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    if Self.isOfCompiler(name) {
      needed = Self.holds(name) == isDefined ? [] : nil
      neededOtherwise = Self.holds(name) == isDefined ? nil : []
    } else {
      needed = isDefined ? [name] : []
      neededOtherwise = isDefined ? [] : [name]
    }
  }

  init(_ text: String) {
    let text = text.split(separator: "/*").first.map(String.init) ?? text
    let parts = text.components(separatedBy: "&&")
    guard !text.contains("||"), !text.contains("?") else { return }
    var names: [String] = []
    var isNegative = false
    for part in parts {
      var word = part.filter { !$0.isWhitespace }
      while word.hasPrefix("("), word.hasSuffix(")") { word = String(word.dropFirst().dropLast()) }
      let isNegated = word.hasPrefix("!")
      if isNegated { word.removeFirst() }
      if word.hasPrefix("defined") { word = String(word.dropFirst("defined".count)) }
      word = word.trimming { $0 == "(" || $0 == ")" }
      let isName = word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      guard isName, let first = word.first, !first.isNumber else {
        // Versions of the compiler are those of today.
        guard Self.isOfCompiler(word), word.contains(">") else { return }
        continue
      }
      if Self.isOfCompiler(word) {
        guard Self.holds(word) != isNegated else { return }
        continue
      }
      if isNegated { isNegative = true } else { names.append(word) }
      if isNegated, parts.count == 1 { neededOtherwise = [word] }
    }
    needed = names
    if !isNegative, !names.isEmpty { neededOtherwise = [] }
  }

  private static func isOfCompiler(_ name: String) -> Bool { name.hasPrefix("__") }

  private static func holds(_ name: String) -> Bool {
    [
      "__GNUC__", "__clang__", "__linux__", "__linux", "__unix__", "__STDC_VERSION__", "__STDC__",
      "__x86_64__", "__amd64__", "__LP64__", "__ELF__",
    ].contains(name)
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: true).map(String.init)
  }

  fileprivate func trimming(where isTrimmed: (Character) -> Bool) -> String {
    let start = firstIndex { !isTrimmed($0) } ?? endIndex
    let end = lastIndex { !isTrimmed($0) }.map { index(after: $0) } ?? start
    return String(self[start..<Swift.max(start, end)])
  }
}
