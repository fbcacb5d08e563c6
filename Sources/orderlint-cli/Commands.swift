import ArgumentParser
import OrderLint
import Rules

/// `orderlint`.
struct OrderLintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orderlint",
    abstract:
      "Finds misused memory orders in C, C++ and Swift, and shows the execution that breaks.",
    usage: """
      orderlint [check] [<options>] [<paths> ...]
      orderlint <subcommand>
      """,
    discussion: """
      Without a subcommand, orderlint checks. Findings go to standard output, everything else to \
      standard error.

      EXIT CODES: 0 nothing found; 1 findings at or above --fail-on; 2 the request could not be \
      carried out; 3 files could not be analysed.

      SUPPRESSIONS: `// orderlint:ignore[RULE] -- reason` after a statement or on the line before \
      it, `ignore-next` for the next statement, `ignore-file` for the file.
      """,
    version: Version.current,
    subcommands: [
      CheckCommand.self, ExplainCommand.self, RulesCommand.self, CensusCommand.self,
      VocabulariesCommand.self, DumpIRCommand.self, LitmusCommand.self, ModelCommand.self,
    ],
    defaultSubcommand: CheckCommand.self)
}

/// `orderlint check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check files and directories (the default).")

  @OptionGroup var options: CheckOptions

  func run() throws {
    let code = Supervisor.run { attempt in
      var pipeline = Pipeline(
        options: options, console: .standard, rules: Catalog.rules, analyse: Analyser.analyse)
      pipeline.attempt = attempt
      return pipeline.run()
    }
    throw ExitCode(code)
  }
}

/// `orderlint explain RULE`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Print the manual page of a rule.")

  @Argument(help: "The rule's name, as findings give it.")
  var rule: String

  @Option(help: "When to use colour.")
  var color: ColorChoice = .auto

  @Flag(help: "Print Markdown.")
  var markdown = false

  func run() throws {
    // Names are accepted as the `gcc` format prints them.
    let name = rule.hasPrefix("orderlint-") ? String(rule.dropFirst("orderlint-".count)) : rule
    guard let description = Catalog.all.first(where: { $0.id == name }) else {
      Console.standard.error(RuleSelection.unknown(name, among: Catalog.all.map(\.id)))
      throw ExitCode(RunStatus.usage.rawValue)
    }
    let manual = RuleManual(description)
    let painter = Painter(
      isEnabled: Terminal.usesColor(color, on: Terminal.standardOutput))
    let width = Terminal.width(of: Terminal.standardOutput)
    Console.standard.output(
      markdown ? manual.markdown : manual.terminal(painter: painter, width: width))
  }
}

/// `orderlint rules`.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List the rules.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    Console.standard.output(json ? Catalog.json : Catalog.table)
  }
}

/// Every rule of this build.
enum Catalog {
  /// The rules that look at code.
  static var rules: [RuleDescription] { Registry.all.map { $0.description } }

  /// With the rules about suppression comments, sorted by id.
  static var all: [RuleDescription] {
    (rules + SuppressionRules.descriptions).sorted { $0.id < $1.id }
  }

  static var table: String {
    let width = all.map(\.id.count).max() ?? 0
    return all.map { rule in
      TerminalText.padded(rule.id, to: width) + "  "
        + TerminalText.padded(rule.severity.rawValue, to: 7) + "  \(rule.summary)"
        + (rule.isOptional ? " (with --select)\n" : "\n")
    }.joined()
  }

  static var json: String {
    JSONValue.array(
      all.map { rule in
        [
          "id": .string(rule.id), "severity": .string(rule.severity.rawValue),
          "optional": .bool(rule.isOptional), "summary": .string(rule.summary),
          "rationale": .string(rule.rationale),
          "knownLimits": .string(rule.knownLimits),
          "references": .array(rule.references.map { .string($0) }),
        ]
      }
    ).serialized()
  }
}
