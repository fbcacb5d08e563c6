import Vocabularies

/// Words by which a file may use a library of the vocabularies without naming an atomic operation of C.
struct LibraryNames: Sendable {
  /// How such names start, by their first bytes.
  private let telling: [UInt32: [[UInt8]]]
  /// The same with the names that are too common to tell anything about a file.
  private let all: [UInt32: [[UInt8]]]
  /// Patterns of names that may start with anything.
  private let open: [NamePattern]

  /// All shipped vocabularies count, since it is the files that say which ones the program uses.
  init(_ selection: VocabularySelection) {
    let user = VocabularySet(selection.user)
    let shipped = VocabularySet(ShippedVocabularies.all)
    telling = Self.table(
      user.starts.union(shipped.starts.filter { !$0.contains("atomic") && Self.isTelling($0) }))
    all = Self.table(user.allStarts.union(shipped.allStarts))
    open = user.openPatterns
  }

  static let shipped = LibraryNames(VocabularySelection())

  /// Short words without `_` occur everywhere.
  private static func isTelling(_ prefix: String) -> Bool {
    prefix.utf8.count >= 8 || (prefix.utf8.count >= 4 && prefix.contains("_"))
  }

  private static func table(_ starts: Set<String>) -> [UInt32: [[UInt8]]] {
    Dictionary(grouping: starts.sorted().map { Array($0.utf8) }) { key($0[...], $0.count) }
  }

  private static func key(_ bytes: ArraySlice<UInt8>, _ length: Int) -> UInt32 {
    bytes.prefix(min(3, length)).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Whether a word says that its file may use a library.
  func contains(_ word: ArraySlice<UInt8>) -> Bool { occurs(word, in: telling) }

  /// Whether a macro of that name may be a library's.
  func mayDefine(_ word: ArraySlice<UInt8>) -> Bool { occurs(word, in: all) }

  private func occurs(_ word: ArraySlice<UInt8>, in table: [UInt32: [[UInt8]]]) -> Bool {
    for length in 1...3 where length <= word.count {
      if let starts = table[Self.key(word, length)], starts.contains(where: word.starts) {
        return true
      }
    }
    guard !open.isEmpty else { return false }
    let name = String(decoding: word, as: UTF8.self)
    return open.contains { $0.match(name) != nil }
  }
}
