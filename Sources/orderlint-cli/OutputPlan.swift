import OrderLint

/// Where the report goes, in which formats.
struct OutputPlan {
  private struct FileOutput {
    var format: ReportFormat
    var path: String
  }

  private let format: ReportFormat
  private let color: ColorChoice
  private let workingDirectory: String
  private let witnessDirectory: String?
  private var files: [FileOutput] = []

  /// - Throws: `UsageError` for an unknown format, and for a path that is an input of the run.
  init(
    _ options: CheckOptions, inputs: [SourceFile], workingDirectory: String
  ) throws(UsageError) {
    self.workingDirectory = workingDirectory
    format = options.format
    color = options.color
    witnessDirectory = options.witnessDir
    for text in options.outputs {
      let output = try Self.parse(text)
      try refuseInput(output.path, inputs: inputs)
      if files.contains(where: { $0.path == output.path }) {
        throw UsageError("--output: '\(output.path)' is given twice")
      }
      files.append(output)
    }
  }

  private static func parse(_ text: String) throws(UsageError) -> FileOutput {
    let names = ReportFormat.allCases.map(\.rawValue)
    guard let separator = text.firstIndex(of: "="), text.index(after: separator) < text.endIndex
    else {
      throw UsageError("--output: '\(text)' must read FORMAT=PATH, as in sarif=orderlint.sarif")
    }
    let name = String(text[..<separator])
    guard let format = ReportFormat(rawValue: name) else {
      throw UsageError(
        "--output: there is no format '\(name)'; the formats are \(names.joined(separator: ", "))")
    }
    return FileOutput(format: format, path: String(text[text.index(after: separator)...]))
  }

  /// A report must never replace source text, whatever name or link it is reached by.
  private func refuseInput(_ path: String, inputs: [SourceFile]) throws(UsageError) {
    let refusal = UsageError("--output: '\(path)' is a source file; choose another path")
    if FileDiscovery.language(of: path) != nil { throw refusal }
    guard let identity = try? FileSystem.status(of: location(of: path)).identity else { return }
    for input in inputs where (try? FileSystem.status(of: input.location))?.identity == identity {
      throw refusal
    }
  }

  private func location(of path: String) -> String { Paths.absolute(path, in: workingDirectory) }

  /// Writes every report, first the one on standard output; false if a file could not be written.
  func write(_ presentation: Presentation, console: Console) -> Bool {
    console.output(format.render(prepared(presentation)))
    var isComplete = true
    for file in files {
      do throws(FileSystem.Failure) {
        try FileSystem.replace(location(of: file.path), with: file.format.render(presentation))
      } catch {
        console.error("cannot write \(file.path): \(error)")
        isComplete = false
      }
    }
    return isComplete && writeWitnesses(of: presentation, console)
  }

  private func writeWitnesses(of presentation: Presentation, _ console: Console) -> Bool {
    guard let witnessDirectory else { return true }
    let witnesses = WitnessFiles(presentation)
    for omission in witnesses.omissions { console.note("not written: \(omission)") }
    do throws(FileSystem.Failure) {
      let directory = location(of: witnessDirectory)
      try FileSystem.makeDirectory(directory)
      for file in witnesses.files {
        try FileSystem.replace(Paths.join(directory, file.name), with: file.text)
      }
      return true
    } catch {
      console.error("--witness-dir: cannot write to \(witnessDirectory): \(error)")
      return false
    }
  }

  private func prepared(_ presentation: Presentation) -> Presentation {
    var result = presentation
    result.options.usesColor = Terminal.usesColor(color, on: Terminal.standardOutput)
    result.options.width = Terminal.width(of: Terminal.standardOutput)
    return result
  }
}

/// The texts of the files that a report shows.
struct SourceCache: Sendable {
  private let sources: [String: SourceLines]

  init(_ report: Report, workingDirectory: String) {
    var files: Set<String> = Set(report.problems.filter { $0.position != nil }.map(\.file))
    for finding in report.findings {
      files.insert(finding.range.file)
      files.formUnion(finding.notes.map(\.range.file))
      if case .witness(let witness) = finding.evidence {
        files.formUnion(witness.threads.map(\.range.file))
        files.formUnion(witness.events.compactMap { $0.range?.file })
      }
      files.formUnion(finding.repair?.edits.map(\.range.file) ?? [])
    }
    var sources: [String: SourceLines] = [:]
    for file in files {
      sources[file] =
        (try? FileSystem.read(
          Paths.absolute(file, in: workingDirectory), limit: FileVetting.sizeLimit))
        .map { SourceLines($0) }
    }
    self.sources = sources
  }

  subscript(file: String) -> SourceLines? { sources[file] }
}
