import ArgumentParser
import OrderLint

/// `orderlint census [PATHS]`.
struct CensusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "census",
    abstract: "List every atomic, its accesses with their orders, and who hands data to whom.",
    discussion: """
      A line `writer -> reader` says that the first function writes the object as a release and the \
      second reads it as an acquire, by their orders or by fences beside them. Accesses that no \
      other thread can meet, as in initializers, are marked "not shared" and pair with nothing.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  @Argument(
    help: "Files and directories (default: the current directory).", completion: .file())
  var paths: [String] = []

  @Option(name: [.short, .long], help: "The format on standard output.")
  var format: Format = .text

  @OptionGroup var input: InputOptions

  func run() throws {
    throw ExitCode(Supervisor.run { count($0) })
  }

  private func count(_ attempt: Attempt) -> RunStatus {
    do {
      let input = try RunFiles(paths, self.input)
      var request = input.request()
      request.attempt = attempt
      let census = try Analyser.census(request)
      let named = Set(input.vetting.files.filter(\.isNamed).map(\.path))
      let objects = census.objects.filter { $0.accesses.contains { named.contains($0.range.file) } }
      let table = CensusTable(objects)
      Console.standard.output(format == .json ? table.json : table.text)
      for problem in input.vetting.problems + census.problems where problem.severity == .error {
        Console.standard.note("\(problem.file): \(problem.message)")
      }
      return .clean
    } catch {
      Console.standard.error("\(error)")
      return .usage
    }
  }
}
