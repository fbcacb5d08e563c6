import OrderLint

/// The files of a run that can be analysed, what their comments suppress, and what is wrong with
/// the others.
struct FileVetting: Sendable {
  /// Larger files are generated tables, or an attempt to exhaust us.
  static let sizeLimit = 20 << 20

  private(set) var files: [SourceFile] = []
  /// Files that were found and cannot be analysed.
  private(set) var skipped: [SourceFile] = []
  private(set) var problems: [FrontendProblem] = []
  private(set) var suppressions: [FileSuppressions] = []

  /// What one file turned out to be.
  private struct Outcome: Sendable {
    var problem: FrontendProblem?
    var isUsable: Bool
    var suppressions: FileSuppressions?
  }

  init(_ candidates: [SourceFile], jobs: Int) {
    let outcomes = Parallel.map(candidates, jobs: jobs, Self.outcome)
    for (file, outcome) in zip(candidates, outcomes) {
      if outcome.isUsable { files.append(file) } else { skipped.append(file) }
      // What is wrong with files that were not asked about does not concern the user.
      if let problem = outcome.problem, file.isNamed { problems.append(problem) }
      if let found = outcome.suppressions { suppressions.append(found) }
    }
  }

  private static func outcome(for file: SourceFile) -> Outcome {
    guard file.size <= sizeLimit else {
      let megabytes = file.size >> 20
      return lost(
        file,
        "skipped: \(megabytes) MB is more than the limit of \(sizeLimit >> 20) MB; "
          + "list generated files in .orderlintignore")
    }
    let bytes: [UInt8]
    do throws(FileSystem.Failure) {
      bytes = try FileSystem.read(file.location, limit: sizeLimit + 1)
    } catch { return lost(file, "cannot be read: \(error); check its permissions") }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return lost(file, "skipped: the text is UTF-16; save it as UTF-8")
    }
    if let offset = bytes.firstIndex(of: 0) {
      return lost(
        file, "skipped: not a text file, a NUL byte stands here",
        at: SourceLines(bytes).position(ofByte: offset))
    }
    return usable(file, bytes)
  }

  private static func usable(_ file: SourceFile, _ bytes: [UInt8]) -> Outcome {
    var outcome = Outcome(problem: nil, isUsable: true)
    if let offset = UTF8Validity.firstInvalidOffset(in: bytes) {
      // C compilers do not mind other encodings in comments; Swift's does.
      let severity: FrontendProblem.Severity = file.language == .c ? .note : .warning
      outcome.problem = FrontendProblem(
        severity: severity, message: "not UTF-8 from here on; save the file as UTF-8",
        file: file.path, position: SourceLines(bytes).position(ofByte: offset))
    }
    if FileSuppressions.mentionsSuppressions(bytes) {
      outcome.suppressions = FileSuppressions(
        file: file.path, source: SourceLines(bytes), language: file.language)
    }
    return outcome
  }

  private static func lost(
    _ file: SourceFile, _ message: String, at position: SourcePosition? = nil
  ) -> Outcome {
    let problem = FrontendProblem(
      severity: .error, message: message, file: file.path, position: position)
    return Outcome(problem: problem, isUsable: false)
  }
}

extension SourceFile {
  /// The content. The file was readable a moment ago; one that is gone now is an empty one.
  var bytes: [UInt8] { (try? FileSystem.read(location, limit: FileVetting.sizeLimit)) ?? [] }
}

enum UTF8Validity {
  /// The offset of the first byte that is not part of a valid UTF-8 sequence.
  static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    // Only broken files pay for the place.
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }
}
