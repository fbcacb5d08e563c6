/// The vocabularies that OrderLint brings along: the files in `Data`.
public enum ShippedVocabularies {
  /// Sorted by name.
  public static let all: [LibraryVocabulary] = texts.map { text in
    do { return try LibraryVocabulary.parse(text) } catch {
      preconditionFailure("a shipped vocabulary is wrong: \(error)")
    }
  }.sorted { $0.name < $1.name }

  /// The file of a vocabulary, as it is.
  public static func text(of name: String) -> String? {
    texts.first { (try? LibraryVocabulary.parse($0))?.name == name }
  }

  /// The files as they are.
  static var texts: [String] {
    files.map { String(decoding: $0, as: UTF8.self) }
  }
}
