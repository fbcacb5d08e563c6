/// What can be told about a C file without parsing it.
struct SourceScan: Sendable {
  struct Include: Hashable, Sendable {
    var name: String
    var isQuoted: Bool
  }

  var includes: [Include] = []
  /// Mentions atomic operations, atomic types or fences, be it in a library's words.
  var hasVocabulary = false
  /// Defines a macro that may be one of a library's.
  var definesLibraryMacro = false
  /// Hashes of all identifiers.
  var words: Set<UInt64> = []
  /// Macros and functions defined here, with the identifiers of their bodies.
  var definitions: [Definition] = []
  /// Nested or chained beyond what libclang's stack holds; such a file must not be parsed.
  var isTooDeep = false

  /// Has the syntax of C++, and not as a supplement to C.
  var isCXX = false

  struct Definition: Sendable {
    var name: UInt64
    var hasVocabulary: Bool
    var words: Set<UInt64>
  }

  /// What stands for an identifier in `words` and `definitions`.
  static func hash(of name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  init(_ text: [UInt8], libraries: LibraryNames = .shipped) {
    // Comments speak of atomic operations as often as code.
    let isCandidate = Vocabulary.occurs(in: text[...])
    let bytes = isCandidate ? Comments.blanked(text) : text
    let needsDefinitions = isCandidate && Vocabulary.occurs(in: bytes[...])
    var scanner = Scanner(bytes: bytes, libraries: libraries)
    scanner.run(needsDefinitions: needsDefinitions)
    if scanner.namesLibrary, !needsDefinitions {
      scanner = Scanner(bytes: bytes, libraries: libraries)
      scanner.run(needsDefinitions: true)
    }
    definesLibraryMacro = scanner.definesLibraryMacro
    hasVocabulary = scanner.namesLibrary || needsDefinitions
    includes = scanner.includes
    words = scanner.words
    definitions = scanner.definitions
    isTooDeep = scanner.isTooDeep
    isCXX = CXXSyntax.occurs(in: bytes[...])
  }
}

private enum Comments {
  /// The text with spaces in place of comments.
  static func blanked(_ text: [UInt8]) -> [UInt8] {
    var result = text
    var offset = 0
    while offset < text.count {
      let next = offset + 1 < text.count ? text[offset + 1] : 0
      switch (text[offset], next) {
      case (UInt8(ascii: "/"), UInt8(ascii: "/")):
        while offset < text.count, text[offset] != 0x0A {
          result[offset] = 0x20
          offset += 1
        }
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        let end = end(ofComment: text, from: offset + 2)
        for index in offset..<end where text[index] != 0x0A { result[index] = 0x20 }
        offset = end
      case (UInt8(ascii: "\""), _), (UInt8(ascii: "'"), _):
        offset = end(ofLiteral: text, from: offset)
      default: offset += 1
      }
    }
    return result
  }

  private static func end(ofComment text: [UInt8], from start: Int) -> Int {
    var offset = start
    while offset + 1 < text.count {
      if text[offset] == UInt8(ascii: "*"), text[offset + 1] == UInt8(ascii: "/") {
        return offset + 2
      }
      offset += 1
    }
    return text.count
  }

  private static func end(ofLiteral text: [UInt8], from start: Int) -> Int {
    var offset = start + 1
    while offset < text.count, text[offset] != text[start], text[offset] != 0x0A {
      offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(offset + 1, text.count)
  }
}

/// Words that only C++ has.
private enum CXXSyntax {
  private static let strong = ByteSearch([
    "template <", "template<", "public:", "private:", "protected:", "static_cast<",
    "reinterpret_cast<", "\nclass ", "virtual ",
  ])
  private static let weak = ByteSearch(["std::", "\nnamespace ", "nullptr", "#include <atomic>"])
  private static let guarded = ByteSearch(["__cplusplus"])

  /// Headers for both languages ask for `__cplusplus`.
  static func occurs(in bytes: ArraySlice<UInt8>) -> Bool {
    if strong.occurs(in: bytes) { return true }
    return weak.occurs(in: bytes) && !guarded.occurs(in: bytes)
  }
}

/// The words that make a file worth parsing.
enum Vocabulary {
  private static let words = ByteSearch([
    "atomic", "_Atomic", "__sync_", "mfence", "__dmb", "OSMemoryBarrier", "memory_order",
  ])
  private static let assembly = ByteSearch(["asm"])
  private static let clobber = ByteSearch(["\"memory\""])

  static func occurs(in bytes: ArraySlice<UInt8>) -> Bool {
    words.occurs(in: bytes) || (clobber.occurs(in: bytes) && assembly.occurs(in: bytes))
  }
}

/// One pass over the bytes of a file: includes, identifiers, definitions at the top level.
private struct Scanner {
  let bytes: [UInt8]
  let libraries: LibraryNames
  var includes: [SourceScan.Include] = []
  var words: Set<UInt64> = []
  var definitions: [SourceScan.Definition] = []
  private var offset = 0
  private var braces = 0
  private var parentheses = 0
  /// The last identifier before a parenthesis at the top level: a function's name if a body follows.
  private var candidate: UInt64?
  private var lastWord: UInt64?
  /// `extern "C"` was read last: its braces are no body, and what stands in them is at the top level.
  private var isLinkage = false
  private var bodyStart = 0
  private var bodyWords: Set<UInt64> = []
  private(set) var isTooDeep = false
  /// A name of a library's vocabulary was met; in the current body, too.
  private(set) var namesLibrary = false
  private var bodyNamesLibrary = false
  private(set) var definesLibraryMacro = false
  private var statementLength = 0
  private var operatorRun = 0
  private var castRun = 0
  private var previous: UInt8 = 0

  /// Prefix operators or casts in a row. 1,500 overflow the stack of libclang's parser.
  private static let operatorLimit = 400
  /// Tokens without any of `;`, `,` and braces between them.
  private static let statementLimit = 20_000
  private static let externWord = SourceScan.hash(of: "extern")

  init(bytes: [UInt8], libraries: LibraryNames) {
    self.bytes = bytes
    self.libraries = libraries
  }

  mutating func run(needsDefinitions: Bool) {
    var isLineStart = true
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "#"), isLineStart {
        directive(needsDefinitions: needsDefinitions)
        continue
      }
      if byte == 0x0A {
        isLineStart = true
      } else if !Characters.isSpace(byte) {
        isLineStart = false
      }
      if skipTrivia(byte) { continue }
      measure(byte)
      if Characters.isWord(byte) {
        word()
      } else {
        if needsDefinitions { punctuation(byte) }
        offset += 1
      }
    }
  }

  private mutating func measure(_ byte: UInt8) {
    if Characters.isSpace(byte) { return }
    switch byte {
    case UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"):
      statementLength = 0
      operatorRun = 0
      castRun = 0
    default:
      statementLength += 1
      operatorRun = Characters.isWord(byte) ? 0 : operatorRun + 1
      castRun += previous == UInt8(ascii: ")") && byte == UInt8(ascii: "(") ? 1 : 0
    }
    previous = byte
    if max(operatorRun, castRun) > Self.operatorLimit || statementLength > Self.statementLimit {
      isTooDeep = true
    }
  }

  private mutating func word() {
    let hash = readWord()
    words.insert(hash)
    if braces > 0 { bodyWords.insert(hash) }
    lastWord = hash
    isLinkage = false
  }

  private mutating func readWord() -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let start = offset
    while offset < bytes.count, Characters.isWord(bytes[offset]) {
      hash = (hash ^ UInt64(bytes[offset])) &* 0x100_0000_01b3
      offset += 1
    }
    if libraries.contains(bytes[start..<offset]) {
      namesLibrary = true
      bodyNamesLibrary = true
    }
    return hash
  }

  private mutating func punctuation(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "("):
      if braces == 0, parentheses == 0, candidate == nil { candidate = lastWord }
      parentheses += 1
    case UInt8(ascii: ")"): parentheses = max(0, parentheses - 1)
    case UInt8(ascii: "{") where isLinkage: isLinkage = false
    case UInt8(ascii: "{"):
      if braces == 0 {
        bodyStart = offset
        bodyWords = []
        bodyNamesLibrary = false
      }
      braces += 1
    case UInt8(ascii: "}"):
      braces = max(0, braces - 1)
      if braces == 0 { endBody() }
    case UInt8(ascii: ";") where braces == 0: candidate = nil
    default: break
    }
  }

  private mutating func endBody() {
    if let candidate {
      definitions.append(
        SourceScan.Definition(
          name: candidate,
          hasVocabulary: bodyNamesLibrary || Vocabulary.occurs(in: bytes[bodyStart..<offset]),
          words: bodyWords))
    }
    candidate = nil
    parentheses = 0
  }

  /// Comments and literals; whether anything was skipped.
  private mutating func skipTrivia(_ byte: UInt8) -> Bool {
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
      while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
      return true
    }
    if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
      offset += 2
      while offset < bytes.count {
        if bytes[offset] == UInt8(ascii: "*"), offset + 1 < bytes.count,
          bytes[offset + 1] == UInt8(ascii: "/")
        {
          break
        }
        offset += 1
      }
      offset += 2
      return true
    }
    guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { return false }
    isLinkage = braces == 0 && lastWord == Self.externWord
    offset += 1
    while offset < bytes.count, bytes[offset] != byte, bytes[offset] != 0x0A {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    offset += 1
    return true
  }

  // MARK: Directives

  private mutating func directive(needsDefinitions: Bool) {
    let end = directiveEnd()
    offset += 1
    skipSpaces(to: end)
    let start = offset
    while offset < end, Characters.isWord(bytes[offset]) { offset += 1 }
    let keyword = String(decoding: bytes[start..<offset], as: UTF8.self)
    skipSpaces(to: end)
    switch keyword {
    case "include", "include_next", "import": include(to: end)
    case "define": macro(to: end, needsDefinitions: needsDefinitions)
    default: break
    }
    while offset < end {
      if Characters.isWord(bytes[offset]) { words.insert(readWord()) } else { offset += 1 }
    }
    offset = max(offset, min(end, bytes.count))
  }

  /// The end of the line, after continuation lines.
  private func directiveEnd() -> Int {
    var end = offset
    while end < bytes.count {
      if bytes[end] == 0x0A {
        let before = end > 0 && bytes[end - 1] == 0x0D ? end - 2 : end - 1
        if before < 0 || bytes[before] != UInt8(ascii: "\\") { break }
      }
      end += 1
    }
    return end
  }

  private mutating func skipSpaces(to end: Int) {
    while offset < end, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
  }

  private mutating func include(to end: Int) {
    guard offset < end else { return }
    let open = bytes[offset]
    let close = open == UInt8(ascii: "<") ? UInt8(ascii: ">") : open
    guard open == UInt8(ascii: "<") || open == UInt8(ascii: "\""),
      let stop = bytes[(offset + 1)..<end].firstIndex(of: close)
    else { return }
    let name = String(decoding: bytes[(offset + 1)..<stop], as: UTF8.self)
    includes.append(.init(name: name, isQuoted: open == UInt8(ascii: "\"")))
    offset = end
  }

  private mutating func macro(to end: Int, needsDefinitions: Bool) {
    guard offset < end, Characters.isWord(bytes[offset]) else { return }
    let start = offset
    let name = readWord()
    if !definesLibraryMacro { definesLibraryMacro = libraries.mayDefine(bytes[start..<offset]) }
    guard needsDefinitions else { return }
    let body = bytes[offset..<end]
    let outer = bodyNamesLibrary
    bodyNamesLibrary = false
    defer { bodyNamesLibrary = outer }
    var found: Set<UInt64> = []
    while offset < end {
      if Characters.isWord(bytes[offset]) { found.insert(readWord()) } else { offset += 1 }
    }
    words.formUnion(found)
    definitions.append(
      .init(
        name: name, hasVocabulary: bodyNamesLibrary || Vocabulary.occurs(in: body), words: found))
  }
}
