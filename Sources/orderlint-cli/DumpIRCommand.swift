import ArgumentParser
import OrderLint

/// `orderlint dump-ir FILE`.
struct DumpIRCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump-ir", abstract: "Print what a file is lowered to.")

  @Argument(help: "A .c or .swift file.", completion: .file())
  var file: String

  @Flag(help: "Also print the place in the source of every event.")
  var ranges = false

  @Option(
    name: [.customShort("p"), .long],
    help: ArgumentHelp(
      "A compile_commands.json, or the directory that holds it.", valueName: "path"))
  var buildPath: String?

  func run() throws {
    do {
      for module in try modules() {
        Console.standard.output(IRText.print(module, ranges: ranges))
        for problem in module.problems {
          Console.standard.note("\(problem.file): \(problem.message)")
        }
      }
    } catch let error as UsageError {
      Console.standard.error(error.description)
      throw ExitCode(RunStatus.usage.rawValue)
    }
  }

  private func modules() throws -> [Module] {
    let workingDirectory = FileSystem.currentDirectory()
    let discovery = FileDiscovery(
      paths: [file], workingDirectory: workingDirectory, forceExclude: false)
    if let error = discovery.errors.first { throw UsageError(error) }
    let vetting = FileVetting(discovery.files, jobs: Processors.count)
    guard let named = vetting.files.first(where: \.isNamed) else {
      throw UsageError(
        vetting.problems.first.map { "\($0.file): \($0.message)" } ?? "\(file): is no file")
    }
    let request = AnalysisRequest(
      files: vetting.files, root: discovery.programRoot, workingDirectory: workingDirectory,
      buildPath: buildPath, activeRules: [], jobs: Processors.count)
    return try Analyser.lower(named, in: request)
  }
}
