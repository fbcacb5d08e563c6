import ArgumentParser
import OrderLint

extension ReportFormat: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}

/// From which severity on a finding makes the command fail.
enum FailureThreshold: String, CaseIterable, ExpressibleByArgument, Sendable {
  case error, warning, note, never

  func includes(_ severity: Severity) -> Bool {
    switch self {
    case .error: severity.isAtLeast(.error)
    case .warning: severity.isAtLeast(.warning)
    case .note: true
    case .never: false
    }
  }
}

/// The options of `check`.
struct CheckOptions: ParsableArguments, Sendable {
  @Argument(
    help: ArgumentHelp(
      "Files and directories to check (default: the current directory).",
      discussion: "A file named alone is understood with the repository around it."),
    completion: .file())
  var paths: [String] = []

  @Option(name: [.short, .long], help: "The format on standard output.")
  var format: ReportFormat = .pretty

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Also write a report to a file; may be repeated.", valueName: "format=path"))
  var outputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write the execution of each finding to a directory: as a picture (SVG), a herd litmus test, and C.",
      valueName: "path"),
    completion: .directory)
  var witnessDir: String?

  @Flag(help: "Also draw the execution of each finding, below its events (format pretty).")
  var diagram = false

  @Flag(help: "Draw diagrams with ASCII characters only.")
  var ascii = false

  @Option(help: ArgumentHelp("Run only these rules, separated by commas.", valueName: "rules"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Leave these rules out, separated by commas.", valueName: "rules"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      "A named set of rules: 'misra' adds misra-seqcst-only (MISRA C:2023 Rule 21.25).",
      valueName: "name"))
  var profile: Profile?

  @Option(help: "The least severity that makes the exit code 1.")
  var failOn: FailureThreshold = .warning

  @OptionGroup var input: InputOptions

  @Option(help: "When to use colour.")
  var color: ColorChoice = .auto

  @Flag(help: "Exit with 0 even when there are findings.")
  var exitZero = false

  @Flag(help: "Accept it when there is no file to check.")
  var allowEmpty = false

  @Flag(help: "Leave out ignored files even when they are named.")
  var forceExclude = false

  @Flag(
    inversion: .prefixedNo,
    help: "Exit with 3 when a file could not be analysed (default: when CI is set).")
  var failOnIncomplete: Bool?

  @Flag(name: [.short, .long], help: "Findings only: no totals, no remarks.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Also say where flags came from, and every remark.")
  var verbose = false

  @Flag(help: "Say on standard error how long each stage took.")
  var stats = false
}

extension CheckOptions {
  /// Whether a lost file makes the exit code 3. In CI nobody reads the remarks.
  var failsOnIncomplete: Bool {
    failOnIncomplete ?? !(Terminal.variable("CI") ?? "").isEmpty
  }
}
