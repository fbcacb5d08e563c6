/// The conditional inclusion of one file: what must be defined for its atomics to be seen.
struct ConditionalScan {
  /// For each stretch of atomics that is not seen by default, the macros it needs.
  private(set) var needs: [[String]] = []
  /// For each macro the file defines, what each definition needs.
  private(set) var definitions: [String: [[String]]] = [:]

  private var frames: [Frame] = []
  /// Levels that are open beyond the limit.
  private var ignored = 0
  private let hasAtomics: (SourceScan.Include) -> Bool

  private static let frameLimit = 64

  /// One `#if` and its branches.
  private struct Frame {
    /// What all branches around the `#if` need; nil if one is not understood.
    let outer: [String]?
    /// What they need with the current branch.
    var enclosing: [String]?
    /// The macros that a later branch needs.
    var otherwise: [String]
    /// Atomics stand in a branch that needs nothing.
    var isSeen = false
    /// What the branches need that include the language's own atomics: what others do instead is for
    /// compilers without them.
    var standard: [[String]] = []
    /// What the atomics of one branch need. Of several branches the authors prefer the first.
    private(set) var pending: [[String]] = []
    private var known: Set<[String]> = []
    private var branch = 0
    private var pendingBranch: Int?
    /// What is said in the current branch, and that it is an `#error`.
    private var isError = false
    /// Whether the branch that needs nothing is an `#error`; nil as long as there is no such branch.
    private var failsByDefault: Bool?
    /// What the first branch needs that needs something and is no `#error`.
    private var choice: [String]?

    init(_ condition: PreprocessorCondition, in outer: [String]?) {
      self.outer = outer
      otherwise = condition.neededOtherwise ?? []
      enclosing = Self.sum(outer, condition.needed)
    }

    private static func sum(_ left: [String]?, _ right: [String]?) -> [String]? {
      guard let left, let right else { return nil }
      return left.isEmpty ? right : left + right
    }

    var needsSomething: Bool { enclosing.map { $0.count > outer?.count ?? 0 } ?? false }

    /// The next branch, with its condition; none after `#else`.
    mutating func next(_ condition: PreprocessorCondition?) {
      endBranch()
      enclosing = Self.sum(outer, otherwise)
      if let condition {
        enclosing = Self.sum(enclosing, condition.needed)
        otherwise += condition.neededOtherwise ?? []
      }
      branch += 1
    }

    /// What stands here can never be compiled.
    mutating func fail() {
      isError = true
      if !needsSomething, enclosing != nil, failsByDefault == nil { failsByDefault = true }
      enclosing = nil
    }

    private mutating func endBranch() {
      if !isError, let enclosing {
        if needsSomething { choice = choice ?? enclosing }
        if !needsSomething { failsByDefault = failsByDefault ?? false }
      }
      isError = false
    }

    mutating func add(_ needed: [String]) {
      guard pendingBranch ?? branch == branch else { return }
      pendingBranch = branch
      if known.insert(needed).inserted { pending.append(needed) }
    }

    /// What must be defined for the frame to be compiled with its atomics.
    mutating func end() -> [[String]] {
      endBranch()
      if !standard.isEmpty { return standard }
      if isSeen { return [] }
      guard pending.isEmpty, failsByDefault == true else { return pending }
      let way = choice ?? Self.sum(outer, otherwise)
      return way.map { $0.isEmpty ? [] : [$0] } ?? []
    }
  }

  private static let atomics = ByteSearch([
    "_explicit", "__atomic_", "__sync_", "<stdatomic.h>", "_Atomic", "atomic_load", "atomic_store",
    "atomic_fetch", "atomic_exchange", "atomic_compare", "std::atomic",
  ])

  /// Whether a text spells atomics, under whatever conditions.
  static func spellsAtomics(_ bytes: [UInt8]) -> Bool { atomics.occurs(in: bytes[...]) }

  /// - Parameter hasAtomics: whether what the file includes spells atomics.
  init(_ bytes: [UInt8], hasAtomics: @escaping (SourceScan.Include) -> Bool = { _ in false }) {
    self.hasAtomics = hasAtomics
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

  private typealias Directive = (keyword: String, rest: ArraySlice<UInt8>)

  private static func directive(in line: ArraySlice<UInt8>) -> Directive? {
    var rest = line.drop(while: Characters.isSpace)
    guard rest.first == UInt8(ascii: "#") else { return nil }
    rest = rest.dropFirst().drop(while: Characters.isSpace)
    let keyword = rest.prefix(while: Characters.isWord)
    return (String(decoding: keyword, as: UTF8.self), rest.dropFirst(keyword.count))
  }

  // MARK: Branches

  private mutating func apply(_ directive: Directive, _ line: ArraySlice<UInt8>) {
    let isIgnored = ignored > 0
    switch directive.keyword {
    case "ifdef": open(PreprocessorCondition(word: directive.rest, isDefined: true))
    case "ifndef": open(PreprocessorCondition(word: directive.rest, isDefined: false))
    case "if": open(PreprocessorCondition(directive.rest))
    case "elif" where !isIgnored:
      changeFrame { $0.next(PreprocessorCondition(directive.rest)) }
    case "elifdef" where !isIgnored:
      changeFrame { $0.next(PreprocessorCondition(word: directive.rest, isDefined: true)) }
    case "else" where !isIgnored: changeFrame { $0.next(nil) }
    case "endif": close()
    case "error" where !isIgnored: changeFrame { $0.fail() }
    case "define":
      let name = directive.rest.drop(while: Characters.isSpace).prefix(while: Characters.isWord)
      if let needed = enclosing {
        definitions[String(decoding: name, as: UTF8.self), default: []].append(needed)
      }
      noteAtomics(in: line)
    case "include": note(includedBy: directive.rest, line)
    default: break
    }
  }

  private mutating func open(_ condition: @autoclosure () -> PreprocessorCondition) {
    if frames.count < Self.frameLimit, ignored == 0 {
      frames.append(Frame(condition(), in: enclosing))
    } else {
      ignored += 1
    }
  }

  private mutating func changeFrame(_ body: (inout Frame) -> Void) {
    if let last = frames.indices.last { body(&frames[last]) }
  }

  private mutating func close() {
    if ignored > 0 {
      ignored -= 1
      return
    }
    guard var frame = frames.popLast() else { return }
    let left = frame.end()
    if let parent = frames.lastIndex(where: \.needsSomething) {
      for needed in left { frames[parent].add(needed) }
    } else {
      needs += left
    }
  }

  /// What all branches around the current place need; nil if one is not understood.
  private var enclosing: [String]? {
    guard ignored == 0 else { return nil }
    guard let frame = frames.last else { return [] }
    return frame.enclosing
  }

  private mutating func note(includedBy rest: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>) {
    let text = rest.drop(while: Characters.isSpace)
    let isQuoted = text.first == UInt8(ascii: "\"")
    guard !frames.isEmpty, isQuoted || text.first == UInt8(ascii: "<"),
      let end = text.dropFirst().firstIndex(of: UInt8(ascii: isQuoted ? "\"" : ">"))
    else { return }
    let name = String(decoding: text[text.startIndex..<end].dropFirst(), as: UTF8.self)
    if name == "stdatomic.h", !isQuoted, let needed = enclosing, !needed.isEmpty,
      let last = frames.indices.last
    {
      frames[last].standard.append(needed)
    }
    if hasAtomics(.init(name: name, isQuoted: isQuoted)) {
      noteAtomics()
    } else {
      noteAtomics(in: line)
    }
  }

  private mutating func noteAtomics(in text: ArraySlice<UInt8>) {
    guard !frames.isEmpty, enclosing != nil, Self.atomics.occurs(in: text) else { return }
    noteAtomics()
  }

  private mutating func noteAtomics() {
    guard let last = frames.indices.last, let needed = enclosing else { return }
    if needed.isEmpty {
      for index in frames.indices { frames[index].isSeen = true }
    } else {
      frames[last].add(needed)
    }
  }
}
