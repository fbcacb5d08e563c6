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
    let modules = try Analyser.lower(file, buildPath: buildPath)
    for module in modules { Console.standard.output(IRText.print(module, ranges: ranges)) }
  }
}
