import ArgumentParser
import MemoryModel
import OrderLint

/// How the result of a model check is printed.
enum ModelFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  case text, json, svg, html
}

/// The memory models that programs are checked under.
enum ModelChoice: String, CaseIterable, ExpressibleByArgument, Sendable {
  case cxx20, sc

  var model: ConsistencyModel {
    switch self {
    case .cxx20: .cxx20
    case .sc: .sequentialConsistency
    }
  }
}

/// `orderlint model FILE…`.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Run your own C or Swift functions in every way the memory model allows.",
    discussion: """
      C programs with main, pthread_create and assert run as they are. Other functions are run as \
      threads by a mark on the line above them, or by --threads:

        // orderlint:thread      the function is a thread
        // orderlint:repeat 2    the function is two threads; a parameter is the thread's number
        // orderlint:init        runs before the threads
        // orderlint:final       runs after the threads

      EXIT CODES: 0 holds; 1 fails; 2 the request could not be carried out, or the program does \
      something that cannot be executed; 3 undecided within the budget.
      """)

  @Argument(help: "The .c or .swift files of the program.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp("Functions that each run as a thread, comma-separated.", valueName: "names"))
  var threads: String?

  @Option(help: "The memory model: C++20, or sequential consistency.")
  var model: ModelChoice = .cxx20

  @Flag(
    help: ArgumentHelp(
      "Look at one of the executions that differ only in who of identical threads did what.",
      discussion: "Changes no verdict, only the number of executions."))
  var symmetry = false

  @Option(help: ArgumentHelp("How often a loop may run.", valueName: "rounds"))
  var bound = 32

  @Option(help: ArgumentHelp("How many partial executions to look at.", valueName: "number"))
  var budget = 50_000_000

  @Option(
    help: ArgumentHelp(
      "The values __VERIFIER_nondet_int() and its like give: LOW..HIGH.", valueName: "range"))
  var nondet = "0..3"

  @Flag(help: "Also say which orders could be weaker with no new outcome.")
  var suggest = false

  @Option(
    name: .customShort("D", allowingJoined: true),
    help: ArgumentHelp("Define a macro for C files.", valueName: "name[=value]"))
  var define: [String] = []

  @Option(
    name: .customShort("I", allowingJoined: true),
    help: ArgumentHelp("Also search a directory for headers of C files.", valueName: "directory"))
  var include: [String] = []

  @OptionGroup var input: InputOptions

  @Option(name: [.short, .long], help: "The format on standard output.")
  var format: ModelFormat = .text

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    if bound < 1 || bound > 100_000 { throw ValidationError("--bound must be 1 to 100000") }
    if budget < 1 { throw ValidationError("--budget must be at least 1") }
    if nondeterministic == nil {
      throw ValidationError("--nondet must be LOW..HIGH, at most 1000 values: 0..3")
    }
  }

  var nondeterministic: ClosedRange<Int>? {
    let parts = nondet.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
    guard parts.count == 2, nondet == "\(parts[0])..\(parts[1])", let low = Int(parts[0]),
      let high = Int(parts[1]), low <= high,
      high.subtractingReportingOverflow(low).overflow == false,
      high - low < 1000
    else { return nil }
    return low...high
  }

  func run() throws {
    let status: RunStatus
    do throws(UsageError) {
      status = try ModelRun(self).run()
    } catch {
      Console.standard.error(error.description)
      throw ExitCode(RunStatus.usage.rawValue)
    }
    if status != .clean { throw ExitCode(status.rawValue) }
  }
}
