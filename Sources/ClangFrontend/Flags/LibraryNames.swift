import Vocabularies

/// Words by which a file may use a library of the vocabularies without naming an atomic operation of C.
enum LibraryNames {
  /// How such names start, by their first three bytes. Short words without `_` occur everywhere.
  private static let prefixes: [UInt32: [[UInt8]]] = {
    var table: [UInt32: [[UInt8]]] = [:]
    let all = VocabularySet(ShippedVocabularies.all).starts
    for prefix in all.sorted() where !prefix.contains("atomic") && isTelling(prefix) {
      let bytes = Array(prefix.utf8)
      table[key(bytes[...]), default: []].append(bytes)
    }
    return table
  }()

  private static func isTelling(_ prefix: String) -> Bool {
    prefix.utf8.count >= 8 || (prefix.utf8.count >= 4 && prefix.contains("_"))
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func contains(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 3, let candidates = prefixes[key(word)] else { return false }
    return candidates.contains { word.starts(with: $0) }
  }
}
