/// What a suppression comment says: `orderlint:ignore[rule, …] -- reason`.
struct SuppressionDirective: Hashable, Sendable {
  enum Verb: String, CaseIterable, Hashable, Sendable {
    /// The comment's line, or the next statement if the comment has its line to itself.
    case ignore
    case ignoreNext = "ignore-next"
    case ignoreFile = "ignore-file"
  }

  enum Parsed: Hashable, Sendable {
    case directive(SuppressionDirective)
    case malformed(String)
  }

  var verb: Verb
  /// Empty when the comment names no rule: then it concerns all.
  var rules: [String]
  var reason: String?
  /// A `NOLINT` comment, which has its own customs: no reason, and the next *line*.
  var isForeign = false

  private static let marker = "orderlint:"

  /// The directive of a comment's content; nil if the comment is none. Only a comment that starts
  /// with the marker is one, so that prose may mention it.
  static func parse(_ comment: String) -> Parsed? {
    let text = comment.trimmed { $0.isWhitespace || $0 == "*" || $0 == "/" || $0 == "!" }
    if text.hasPrefix(marker) { return parseOwn(text.dropFirst(marker.count)) }
    return parseForeign(comment).map(Parsed.directive)
  }

  private static func parseOwn(_ text: Substring) -> Parsed? {
    let word = verb(of: text)
    // `orderlint: …` is prose.
    guard !word.isEmpty else { return nil }
    // Marks of `orderlint model`.
    if ModelMarkers.Verb(rawValue: word) != nil { return nil }
    guard let verb = Verb(rawValue: word) else {
      return .malformed("'orderlint:\(word)' is no suppression\(hint(for: word))")
    }
    var rest = text.dropFirst(word.count)
    var rules: [String] = []
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else {
        return .malformed("the rule list of 'orderlint:\(word)' has no ']'")
      }
      rules = names(in: rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
    }
    return .directive(SuppressionDirective(verb: verb, rules: rules, reason: reason(in: rest)))
  }

  /// What stands between the marker and whatever the verb is about.
  static func verb(of text: Substring) -> String {
    String(text.prefix { $0.isLetter || $0 == "-" })
  }

  /// What may have been meant by a word after the marker that is no verb.
  static func hint(for word: String) -> String {
    let verbs = Verb.allCases.map(\.rawValue) + ModelMarkers.Verb.allCases.map(\.rawValue)
    return NearestName.of(word, among: verbs).first.map { "; did you mean '\($0)'?" } ?? ""
  }

  private static func reason(in text: Substring) -> String? {
    guard let separator = text.firstRange(of: "--") else { return nil }
    let reason = String(text[separator.upperBound...]).trimmed { $0.isWhitespace }
    return reason.isEmpty ? nil : reason
  }

  /// What clang-tidy's users write: `NOLINT` or `NOLINTNEXTLINE`, in parentheses a rule's name after
  /// `orderlint-`.
  private static func parseForeign(_ comment: String) -> SuppressionDirective? {
    guard let found = comment.firstRange(of: "NOLINT") else { return nil }
    var rest = comment[found.upperBound...]
    var verb = Verb.ignore
    if rest.hasPrefix("NEXTLINE") {
      verb = .ignoreNext
      rest = rest.dropFirst("NEXTLINE".count)
    }
    guard rest.first == "(", let end = rest.firstIndex(of: ")") else { return nil }
    let all = names(in: rest[rest.index(after: rest.startIndex)..<end])
    let ours = all.filter { $0.hasPrefix("orderlint-") }.map { String($0.dropFirst(10)) }
    guard !ours.isEmpty else { return nil }
    return SuppressionDirective(
      verb: verb, rules: ours.contains("*") ? [] : ours, reason: nil, isForeign: true)
  }

  private static func names(in list: Substring) -> [String] {
    list.split(separator: ",").map { String($0).trimmed { $0.isWhitespace } }
      .filter { !$0.isEmpty }
  }
}

extension String {
  /// The text without the characters at both ends that satisfy `predicate`.
  fileprivate func trimmed(while predicate: (Character) -> Bool) -> String {
    let start = drop(while: predicate)
    guard let last = start.lastIndex(where: { !predicate($0) }) else { return "" }
    return String(start[...last])
  }
}

extension StringProtocol {
  /// Where `text` first occurs.
  func firstRange(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
