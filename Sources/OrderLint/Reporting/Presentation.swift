/// How a report is written.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
  case pretty, gcc, json, sarif, github

  /// The report in this format. Equal presentations give equal text.
  public func render(_ presentation: Presentation) -> String {
    switch self {
    case .pretty: PrettyReporter(presentation).render()
    case .gcc: GCCReporter(presentation).render()
    case .json: JSONReporter(presentation).render()
    case .sarif: SARIFReporter(presentation).render()
    case .github: GitHubReporter(presentation).render()
    }
  }
}

/// A report with everything that is needed to show it.
public struct Presentation: Sendable {
  public var report: Report
  /// Every rule of the run, also those that found nothing.
  public var rules: [RuleDescription]
  /// The text of a file of the run, if it can still be read.
  public var sources: @Sendable (String) -> SourceLines?
  public var options: Options
  /// What the run did besides finding: how it got its flags, and what it left out.
  public var run: Run

  public struct Options: Hashable, Sendable {
    /// The characters a diagram is drawn with.
    public enum Diagram: Hashable, Sendable { case unicode, ascii }

    public var usesColor = false
    /// How `pretty` draws the execution of a finding; nil if it does not.
    public var diagram: Diagram?
    /// How many cells a line of the `pretty` format may take.
    public var width = 100
    /// Whether `pretty` ends with a line of totals.
    public var showsSummary = true
    public var toolVersion = "0.0.0"
    public var paths = PathMapping()
    public init() {}
  }

  public struct Run: Hashable, Sendable {
    public struct FlagSource: Hashable, Sendable {
      public var file: String
      /// The step of the ladder that gave the flags: `compile_commands.json`, `inferred` …
      public var source: String
      public init(file: String, source: String) {
        self.file = file
        self.source = source
      }
    }
    public var flagSources: [FlagSource] = []
    /// Files that were given or found, and could not be analysed.
    public var skippedFiles: [String] = []
    public init() {}
  }

  public init(
    report: Report, rules: [RuleDescription], options: Options = Options(),
    sources: @escaping @Sendable (String) -> SourceLines?
  ) {
    self.report = report
    self.rules = rules.sorted { $0.id < $1.id }
    self.options = options
    self.sources = sources
    self.run = Run()
  }
}

/// Turns the paths of a run, which are relative to the working directory, into paths relative to
/// the root of the repository, which is what readers elsewhere know.
public struct PathMapping: Hashable, Sendable {
  /// Both absolute, or both empty: then paths stay as they are.
  public var workingDirectory: String
  public var root: String

  public init(workingDirectory: String = "", root: String = "") {
    self.workingDirectory = workingDirectory
    self.root = root
  }

  /// `/` separated, without `.` and `..`; absolute only when the file is outside the root.
  public func relativeToRoot(_ file: String) -> String {
    let isAbsolute = file.hasPrefix("/")
    let path = Self.normalized(isAbsolute ? file : workingDirectory + "/" + file)
    let base = Self.normalized(root)
    if base.isEmpty { return isAbsolute ? "/" + path : path }
    if path == base { return "." }
    return path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : "/" + path
  }

  /// The components that remain after `.` and `..` are resolved by name, without leading slash.
  private static func normalized(_ path: String) -> String {
    var components: [Substring] = []
    for component in path.split(separator: "/") where component != "." {
      if component == ".." { _ = components.popLast() } else { components.append(component) }
    }
    return components.joined(separator: "/")
  }
}

extension Report {
  func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
