/// A rule as SARIF's `reportingDescriptor`, within GitHub's limits.
struct SARIFRule {
  /// The longest short or full description that GitHub takes.
  private static let descriptionLimit = 1_024

  let rule: RuleDescription

  init(_ rule: RuleDescription) { self.rule = rule }

  var value: JSONValue {
    [
      "id": .string(rule.id),
      "name": .string(name),
      "shortDescription": ["text": .string(limited(rule.summary + "."))],
      "fullDescription": ["text": .string(limited(rule.rationale))],
      "help": [
        "text": .string(RuleManual(rule).text), "markdown": .string(RuleManual(rule).markdown),
      ],
      "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
      "properties": [
        "precision": .string(rule.severity == .error ? "very-high" : "high"),
        "problem.severity": .string(
          rule.severity == .note ? "recommendation" : rule.severity.rawValue),
        "tags": ["concurrency", "memory-order"],
      ],
    ]
  }

  /// `no-op-fence` as `NoOpFence`.
  private var name: String {
    rule.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private func limited(_ text: String) -> String {
    guard text.utf16.count > Self.descriptionLimit else { return text }
    var result = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if result.utf16.count + word.utf16.count + 3 > Self.descriptionLimit { break }
      result += (result.isEmpty ? "" : " ") + word
    }
    return result.isEmpty ? String(text.prefix(Self.descriptionLimit / 4)) : result + " …"
  }
}

enum SARIFText {
  /// The path with everything percent-encoded that a URI reference does not allow in a path. A
  /// colon in the first segment would read as a scheme, so colons are encoded too.
  static func percentEncoded(_ path: String) -> String {
    let allowed = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@".utf8)
    var result: [UInt8] = []
    for byte in path.utf8 {
      if allowed.contains(byte) {
        result.append(byte)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += ("%" + (digits.count < 2 ? "0" : "") + digits).utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
