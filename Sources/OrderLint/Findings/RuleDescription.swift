/// What a rule says about itself. The examples run as tests.
public struct RuleDescription: Hashable, Sendable {
  public struct Example: Hashable, Sendable {
    public var language: Language
    /// A whole file. In triggering examples `↓` stands before the place of each finding.
    public var code: String

    public static func c(_ code: String) -> Example { Example(language: .c, code: code) }
    public static func swift(_ code: String) -> Example { Example(language: .swift, code: code) }
  }

  /// Kebab-case, names the defect.
  public var id: String
  /// One line, no full stop.
  public var summary: String
  /// Why it is wrong: complete sentences.
  public var rationale: String
  /// The worst severity the rule reports.
  public var severity: Severity
  /// Reports only where it is asked for: what it says holds, but few want to hear it.
  public var isOptional: Bool
  public var knownLimits: String
  public var references: [String]
  public var triggering: [Example]
  public var clean: [Example]

  public init(
    id: String, summary: String, rationale: String, severity: Severity,
    isOptional: Bool = false, knownLimits: String, references: [String], triggering: [Example],
    clean: [Example]
  ) {
    self.id = id
    self.summary = summary
    self.rationale = rationale
    self.severity = severity
    self.isOptional = isOptional
    self.knownLimits = knownLimits
    self.references = references
    self.triggering = triggering
    self.clean = clean
  }
}
