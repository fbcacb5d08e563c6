import MemoryModel
import OrderLint

/// Checks the program that some files make.
struct ModelRun {
  let command: ModelCommand

  init(_ command: ModelCommand) { self.command = command }

  func run() throws(UsageError) -> RunStatus {
    let input = try ModelInput(command)
    var model: ModelProgram
    do throws(ModelRequestError) {
      let threads = try ModelThreads(
        in: input.program, markers: input.markers, named: threadNames)
      model = try ModelProgram(
        input.program, running: threads,
        bounds: ModelBounds(nondeterministic: command.nondeterministic ?? 0...3))
    } catch { throw UsageError(error.description) }
    model.remarks += input.remarks
    let options = ModelOptions(
      model: command.model.model, bound: command.bound,
      budget: Budget(candidates: command.budget), suggests: command.suggest,
      reducesSymmetry: command.symmetry)
    // On a thread of ours, whose stack is larger.
    let results = Parallel.map([model], jobs: 1) { ModelResult($0, options) }
    guard let result = results.first else { return .usage }
    print(result, input.sources)
    return status(of: result)
  }

  private var threadNames: [String] {
    (command.threads ?? "").split(separator: ",").map {
      String($0.drop { $0 == " " }.prefix { $0 != " " })
    }
  }

  private func print(_ result: ModelResult, _ sources: ModelSources) {
    switch command.format {
    case .svg:
      guard let svg = ModelPicture(result, sources: sources).svg else {
        return Console.standard.note("\(result.verdict.rawValue): there is no execution to show")
      }
      Console.standard.output(svg)
    case .html: Console.standard.output(ModelPicture(result, sources: sources).html)
    case .json: Console.standard.output(ModelJSONReport.text(result, sources: sources))
    case .text:
      let drawing = command.drawing
      let style =
        drawing.noDiagram ? nil : ModelDiagramStyle(width: drawing.width, isASCII: drawing.ascii)
      let report = ModelTextReport(result, sources: sources, painter: drawing.painter)
      let lines = report.lines(diagram: style)
      Console.standard.output(lines.map { $0 + "\n" }.joined())
    }
  }

  private func status(of result: ModelResult) -> RunStatus {
    switch result.verdict {
    case .holds: .clean
    case .fails: .findings
    case .unsupported: .usage
    case .undecided: .incomplete
    }
  }
}

/// The files of the program: lowered for execution, linked, with their marks and text.
struct ModelInput {
  var program: OrderLint.Program
  var markers: [ModelMarkers] = []
  var sources: ModelSources
  /// What is assumed about the program.
  var remarks: [String] = []

  init(_ command: ModelCommand) throws(UsageError) {
    let files = try RunFiles(command.files, command.input, context: false)
    let vetting = files.vetting
    if let problem = vetting.problems.first {
      throw UsageError("\(problem.file): \(problem.message)")
    }
    guard !vetting.files.isEmpty else { throw UsageError("no .c or .swift file was named") }
    var request = files.request()
    request.execution = AnalysisRequest.Execution(
      defines: command.define,
      includes: command.include.map { Paths.absolute($0, in: request.workingDirectory) })
    let modules = try Analyser.lowerForExecution(request)
    let names = files.names
    if let module = modules.first(where: { $0.language == .cpp }) {
      let file = names.inWorkingDirectory(module.file)
      throw UsageError("\(file): C++ cannot be executed; C and Swift can")
    }
    for problem in modules.flatMap(\.problems) where problem.severity != .note {
      let place = problem.position.map { ":\($0.line):\($0.column)" } ?? ""
      throw UsageError("\(names.inWorkingDirectory(problem.file))\(place): \(problem.message)")
    }
    program = OrderLint.Program(linking: modules)
    var texts: [String: String] = [:]
    for file in vetting.files {
      let name = names.inProgram(file)
      let text = String(decoding: file.bytes, as: UTF8.self)
      texts[name] = text
      markers.append(ModelMarkers(text, file: name))
      let words = Set(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
      if file.language == .swift {
        for text in Self.assumptions(of: words) where !remarks.contains(text) {
          remarks.append(text)
        }
      }
    }
    // What the files include.
    let included = Set(program.functions.map(\.range.file)).subtracting(texts.keys)
    for name in included {
      let path = Paths.absolute(name, in: files.discovery.programRoot)
      guard let bytes = try? FileSystem.read(path, limit: FileVetting.sizeLimit) else { continue }
      texts[name] = String(decoding: bytes, as: UTF8.self)
    }
    sources = ModelSources(texts) { names.inWorkingDirectory($0) }
  }

  /// What is assumed of a Swift file that has these words.
  private static func assumptions(of words: Set<String>) -> [String] {
    var assumed: [String] = []
    if words.contains("Unmanaged"), words.contains("release") {
      assumed.append("objects live on: the release of an unmanaged reference ends none")
    }
    return assumed
  }
}
