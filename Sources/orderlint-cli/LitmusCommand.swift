import ArgumentParser
import MemoryModel
import OrderLint

/// How litmus results are printed.
enum LitmusFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  case text, json, dot, svg, html
}

/// What a litmus test can be written as.
enum LitmusExport: String, CaseIterable, ExpressibleByArgument, Sendable {
  case litmus, c
}

/// `orderlint litmus FILE…`.
struct LitmusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "litmus",
    abstract: "Decide litmus tests: herd's C format, or one line.",
    discussion: """
      A file is herd's C litmus format (`C name`, initial state, `P0 (…) { … }`, `exists (…)`), or \
      a program in one line and a condition in the next:

        W.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x
        0:r0=0 & 1:r0=0

      As in herd, `*x` is a plain access whatever the type of x.

      EXIT CODES: 0 decided; 1 a row of --table differs; 2 the request could not be carried out.
      """)

  @Argument(help: "Litmus files; - is standard input.", completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "The memory model.",
      discussion: """
        cxx20 is C++20 without load buffering; cxx20-lb is C++20 as published, for small tests; \
        sc is sequential consistency; the others are machines that run the test as clang \
        compiles it (power is an approximation).
        """))
  var model: LitmusModel = .cxx20

  @Option(name: [.short, .long], help: "The format on standard output.")
  var format: LitmusFormat = .text

  @Option(
    help: ArgumentHelp("Ask about this condition instead of the file's.", valueName: "condition"))
  var outcome: String?

  @Option(
    help: ArgumentHelp(
      "Write the test instead of deciding it: herd's format, or C with pthreads and assert."))
  var export: LitmusExport?

  @Flag(help: "Show every execution.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Run a table of tests and print the rows that differ.", valueName: "file.tsv"),
    completion: .file())
  var table: String?

  @Option(help: ArgumentHelp("How often a loop may run.", valueName: "rounds"))
  var unroll = 4

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    if files.isEmpty, table == nil {
      throw ValidationError("name a litmus file, or - for standard input")
    }
    if unroll < 1 || unroll > 1_000 { throw ValidationError("--unroll must be 1 to 1000") }
  }

  func run() throws {
    let isClean: Bool
    do throws(UsageError) {
      if let table {
        isClean = try LitmusTableRun(path: table, model: model).run()
      } else {
        isClean = true
        try LitmusRun(self).run()
      }
    } catch {
      Console.standard.error(error.description)
      throw ExitCode(RunStatus.usage.rawValue)
    }
    if !isClean { throw ExitCode(RunStatus.findings.rawValue) }
  }
}

extension LitmusModel: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public var defaultValueDescription: String { name }
  public static var allValueStrings: [String] { all.map(\.name) }
}
