import ArgumentParser
import OrderLint

/// `orderlint dump-ir FILE`.
struct DumpIRCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump-ir", abstract: "Print what a file is lowered to.")

  @Argument(help: "A file of C, C++ or Swift.", completion: .file())
  var file: String

  @Flag(help: "Also print the place in the source of every event.")
  var ranges = false

  @OptionGroup var input: InputOptions

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
    let files = try RunFiles([file], input)
    guard let named = files.vetting.files.first(where: \.isNamed) else {
      throw UsageError(
        files.vetting.problems.first.map { "\($0.file): \($0.message)" } ?? "\(file): is no file")
    }
    return try Analyser.lower(named, in: files.request())
  }
}
