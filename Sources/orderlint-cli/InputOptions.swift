import ArgumentParser
import OrderLint

/// How the files of a run are read: the same options wherever source is read.
struct InputOptions: ParsableArguments, Sendable {
  @Option(
    name: [.customShort("j", allowingJoined: true), .customLong("jobs")],
    help: ArgumentHelp("Threads to use (default: one per processor).", valueName: "jobs"))
  var requestedJobs: Int?

  @Option(
    name: [.customShort("p"), .long],
    help: ArgumentHelp(
      "A compile_commands.json, or the directory that holds it.", valueName: "path"),
    completion: .file())
  var buildPath: String?

  func validate() throws {
    if let requestedJobs, requestedJobs < 1 {
      throw ValidationError("--jobs must be 1 or more")
    }
    if let buildPath, !FileSystem.exists(buildPath) {
      throw ValidationError("--build-path: there is no '\(buildPath)'")
    }
  }

  /// The number of threads to use.
  var jobs: Int { requestedJobs ?? Processors.count }
}

/// How text and diagrams look on a terminal.
struct DrawingOptions: ParsableArguments, Sendable {
  @Flag(help: "Leave the diagram out of the text.")
  var noDiagram = false

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Option(help: "When to use colour.")
  var color: ColorChoice = .auto

  var painter: Painter {
    Painter(isEnabled: Terminal.usesColor(color, on: Terminal.standardOutput))
  }

  var width: Int { Terminal.width(of: Terminal.standardOutput) }
}
