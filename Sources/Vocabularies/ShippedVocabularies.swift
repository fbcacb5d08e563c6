/// The vocabularies that OrderLint brings along: the files in `Data`.
public enum ShippedVocabularies {
  /// Sorted by name.
  public static let all = parsed(files)

  /// Those whose functions Swift sees under the same names. Most files need not be read to know.
  public static let importedBySwift = parsed(files.filter { mentions("swift", $0) })
    .filter(\.isImportedBySwift)

  /// Those that say what installs handlers.
  public static let withHandlers = parsed(files.filter { mentions("handlers", $0) })
    .filter { !$0.handlers.isEmpty }

  private static func parsed(_ files: [[UInt8]]) -> [LibraryVocabulary] {
    files.map { file in
      do { return try LibraryVocabulary.parse(String(decoding: file, as: UTF8.self)) } catch {
        preconditionFailure("a shipped vocabulary is wrong: \(error)")
      }
    }.sorted { $0.name < $1.name }
  }

  /// Whether a line of the file begins with the key.
  private static func mentions(_ key: String, _ file: [UInt8]) -> Bool {
    let key = Array("\n\(key):".utf8)
    var matched = 1
    for byte in file {
      matched = byte == key[matched] ? matched + 1 : byte == key[0] ? 1 : 0
      if matched == key.count { return true }
    }
    return false
  }

  /// The file of a vocabulary, as it is.
  public static func text(of name: String) -> String? {
    texts.first { (try? LibraryVocabulary.parse($0))?.name == name }
  }

  /// The files as they are.
  static var texts: [String] {
    files.map { String(decoding: $0, as: UTF8.self) }
  }
}
