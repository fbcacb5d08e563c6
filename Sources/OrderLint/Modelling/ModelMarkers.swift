/// Comments that say what `orderlint model` does with the functions below them.
public struct ModelMarkers: Hashable, Sendable {
  /// What stands after `orderlint:`.
  public enum Verb: String, CaseIterable, Sendable {
    case thread, `init`, final, `repeat`
  }

  struct Marker: Hashable, Sendable {
    var verb: Verb
    var line: Int
    /// How many threads run the function.
    var count: Int
  }

  public var file: String
  private(set) var markers: [Marker] = []
  /// Comments that cannot be read: line and what is wrong.
  public private(set) var problems: [ModelRequestError] = []

  /// - Parameter file: as functions name it in their ranges.
  public init(_ text: String, file: String) {
    self.file = file
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() { read(line, number: index + 1) }
  }

  private mutating func read(_ line: Substring, number: Int) {
    let text = line.drop { $0.isWhitespace }
    guard text.hasPrefix("//") || text.hasPrefix("/*") else {
      return refuseBehindCode(text, number)
    }
    let comment = text.dropFirst(2).drop { $0 == "/" || $0 == "*" || $0.isWhitespace }
    guard comment.hasPrefix("orderlint:") else { return }
    let content = comment.dropFirst("orderlint:".count)
    let word = SuppressionDirective.verb(of: content)
    // Suppressions are no marks, and `orderlint: …` is prose.
    guard !word.isEmpty, SuppressionDirective.Verb(rawValue: word) == nil else { return }
    guard let verb = Verb(rawValue: word) else {
      return problems.append(
        ModelRequestError(
          "\(file):\(number): 'orderlint:\(word)' is no mark"
            + SuppressionDirective.hint(for: word)))
    }
    let words = content.split { $0.isWhitespace || $0 == "*" || $0 == "/" }
    guard verb == .repeat else {
      return markers.append(Marker(verb: verb, line: number, count: 1))
    }
    guard words.count > 1, let count = Int(words[1]), (1...16).contains(count) else {
      return problems.append(
        ModelRequestError(
          "\(file):\(number): 'orderlint:repeat' needs a number of threads, 1 to 16"))
    }
    markers.append(Marker(verb: verb, line: number, count: count))
  }

  /// A mark is about the function below it; behind code it would be passed over.
  private mutating func refuseBehindCode(_ text: Substring, _ number: Int) {
    guard let comment = text.firstRange(of: "// orderlint:"),
      !text.prefix(upTo: comment.lowerBound).contains("\""),
      case let word = SuppressionDirective.verb(of: text[comment.upperBound...]),
      Verb(rawValue: word) != nil
    else { return }
    problems.append(
      ModelRequestError(
        "\(file):\(number): 'orderlint:\(word)' stands behind code; put it on a line of its own "
          + "above the function"))
  }
}

/// Why there is nothing to run.
public struct ModelRequestError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}
