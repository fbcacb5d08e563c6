import Vocabularies

/// Macros that say something about a declaration or a condition, and whose definitions stand in
/// headers that are not there: `LIB_ALWAYS_INLINE`, `LIB_GUARDED_BY(lock)`, `LIB_LIKELY(x)`.
///
/// Without them clang takes the declaration for another one, and loses the function or the field.
/// They are told from types and functions by where they stand, and only in lines with errors.
struct MissingMacros {
  /// What makes the names macros.
  private(set) var arguments: [String] = []
  private var known: Set<String> = []
  private var lines: Set<Line> = []
  private let vocabulary: VocabularySet
  private static let limit = 256

  private struct Line: Hashable {
    var file: String
    var start: Int
  }

  init(vocabulary: VocabularySet) { self.vocabulary = vocabulary }

  /// Looks at the names in the line of an error.
  mutating func add(errorAt place: Int, of bytes: [UInt8], in file: String) {
    guard bytes.indices.contains(place), arguments.count < Self.limit else { return }
    let text = DeclarationText(bytes, vocabulary)
    var offset = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // A line may have an error for each of its words.
    guard lines.insert(Line(file: file, start: offset)).inserted else { return }
    while offset < bytes.count, bytes[offset] != 0x0A, arguments.count < Self.limit {
      guard Characters.isWord(bytes[offset]) else {
        offset += 1
        continue
      }
      let word = text.word(at: offset)
      if Self.isMacroName(bytes[word]) { add(word, in: text) }
      offset = word.upperBound
    }
  }

  private mutating func add(_ word: Range<Int>, in text: DeclarationText) {
    let name = text.string(word)
    guard !known.contains(name), vocabulary.operation(named: name) == nil,
      let definition = text.definition(of: name, at: word)
    else { return }
    known.insert(name)
    arguments.append("-D\(definition)")
  }

  /// Capitals with digits and underscores.
  private static func isMacroName(_ word: ArraySlice<UInt8>) -> Bool {
    let capitals = word.count { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    return capitals >= 3
      && word.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      }
  }
}

/// Source text around a word, token by token as far as declarations need it.
private struct DeclarationText {
  private let text: [UInt8]
  private let vocabulary: VocabularySet

  init(_ text: [UInt8], _ vocabulary: VocabularySet) {
    self.text = text
    self.vocabulary = vocabulary
  }

  private static let declarationWords: Set<String> = [
    "static", "inline", "extern", "const", "constexpr", "volatile", "virtual", "explicit", "friend",
    "template", "typename", "class", "struct", "union", "enum", "void", "bool", "char", "short",
    "int", "long", "float", "double", "signed", "unsigned", "auto", "mutable", "thread_local",
  ]
  private static let builtInTypes: Set<String> = [
    "bool", "char", "short", "int", "long", "float", "double", "signed", "unsigned",
  ]
  private static let classWords: Set<String> = ["class", "struct", "union", "enum"]
  private static let afterParameters: Set<String> = ["const", "override", "final", "noexcept"]
  /// After these words an expression follows, or a statement.
  private static let statementWords: Set<String> = [
    "return", "else", "do", "case", "new", "delete", "throw", "goto", "co_return", "co_await",
    "co_yield", "sizeof", "typedef", "using", "define", "undef", "ifdef", "ifndef", "if", "elif",
    "defined", "namespace",
  ]

  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  func word(at offset: Int) -> Range<Int> {
    var end = offset
    while end < text.count, Characters.isWord(text[end]) { end += 1 }
    return offset..<end
  }

  /// What to take the name for, as `NAME=` or `NAME(...)=`; nil if it may be a type or a function.
  func definition(of name: String, at word: Range<Int>) -> String? {
    guard let next = next(after: word.upperBound) else { return nil }
    let before = previousWord(before: word.lowerBound)
    if let before, Self.statementWords.contains(before) {
      return isHint(name) && text[next] == UInt8(ascii: "(") ? "\(name)(...)=(__VA_ARGS__)" : nil
    }
    if text[next] == UInt8(ascii: "(") {
      if isHint(name) { return "\(name)(...)=(__VA_ARGS__)" }
      let closing = closing(next)
      let says =
        isTrailing(before, word.lowerBound, from: closing)
        || isLeadingCall(before, word.lowerBound, from: closing)
      return says ? "\(name)(...)=" : nil
    }
    if Characters.isWord(text[next]) {
      return isLeading(before, self.word(at: next)) ? "\(name)=" : nil
    }
    let isLast =
      endsParameters(before, word.lowerBound) || endsDeclaredName(before, word.lowerBound)
    return isLast && endsDeclarator(next) ? "\(name)=" : nil
  }

  /// Whether the name says how likely its argument is.
  private func isHint(_ name: String) -> Bool {
    name.contains("LIKELY") || name.contains("PREDICT_") || vocabulary.isHint(name)
  }

  /// `NAME(1) void f();` where a declaration may begin.
  private func isLeadingCall(_ before: String?, _ start: Int, from closing: Int?) -> Bool {
    guard let closing, before == nil, previous(before: start).map({ ";{}:>".contains($0) }) ?? true,
      let next = next(after: closing + 1), Characters.isWord(text[next])
    else { return false }
    return isLeading(nil, self.word(at: next))
  }

  /// `type field NAME`: of three words in a row the last says something about the second.
  private func endsDeclaredName(_ before: String?, _ start: Int) -> Bool {
    guard let before, !Self.declarationWords.contains(before),
      let last = lastIndex(before: start), last + 1 >= before.utf8.count
    else { return false }
    let name = last + 1 - before.utf8.count
    if let type = previousWord(before: name) {
      return !Self.declarationWords.contains(type) || Self.builtInTypes.contains(type)
    }
    return previous(before: name).map { "*&>".contains($0) } ?? false
  }

  /// `NAME static int f()`, `NAME type name`, `class NAME name {`.
  private func isLeading(_ before: String?, _ following: Range<Int>) -> Bool {
    if let before, Self.classWords.contains(before) {
      guard let after = next(after: following.upperBound) else { return false }
      return text[after] != UInt8(ascii: ";")
    }
    if Self.declarationWords.contains(string(following)) { return true }
    if Self.statementWords.contains(string(following)) { return false }
    guard let after = next(after: following.upperBound) else { return false }
    let isScope = text[after] == UInt8(ascii: ":") && text.dropFirst(after + 1).first == text[after]
    return Characters.isWord(text[after]) || isScope
      || [UInt8(ascii: "*"), UInt8(ascii: "&"), UInt8(ascii: "<")].contains(text[after])
  }

  /// `int field NAME(lock);`, `void f() NAME(lock) {`.
  private func isTrailing(_ before: String?, _ start: Int, from closing: Int?) -> Bool {
    guard let closing, let next = next(after: closing + 1) else { return false }
    guard before != nil || endsParameters(before, start) || previous(before: start) == "]"
    else { return false }
    return endsDeclarator(next) || Characters.isWord(text[next])
  }

  private func endsParameters(_ before: String?, _ start: Int) -> Bool {
    before.map { Self.afterParameters.contains($0) } ?? (previous(before: start) == ")")
  }

  private func endsDeclarator(_ offset: Int) -> Bool {
    [UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "=")].contains(text[offset])
  }

  /// Backslashes continue the lines of macros.
  private static func isBlank(_ byte: UInt8) -> Bool {
    Characters.isSpace(byte) || byte == UInt8(ascii: "\\")
  }

  private func next(after offset: Int) -> Int? {
    text[min(offset, text.count)...].firstIndex { !Self.isBlank($0) }
  }

  private func lastIndex(before offset: Int) -> Int? {
    text[..<offset].lastIndex { !Self.isBlank($0) }
  }

  private func previous(before offset: Int) -> Character? {
    lastIndex(before: offset).map { Character(UnicodeScalar(text[$0])) }
  }

  /// The word that stands directly before; nil if something else does.
  private func previousWord(before offset: Int) -> String? {
    guard let last = lastIndex(before: offset), Characters.isWord(text[last]) else { return nil }
    let start = text[..<last].lastIndex { !Characters.isWord($0) }.map { $0 + 1 } ?? 0
    return string(start..<(last + 1))
  }

  private func closing(_ open: Int) -> Int? {
    var depth = 0
    for offset in open..<min(text.count, open + 2000) {
      if text[offset] == UInt8(ascii: "(") { depth += 1 }
      if text[offset] == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return offset }
      }
    }
    return nil
  }
}
