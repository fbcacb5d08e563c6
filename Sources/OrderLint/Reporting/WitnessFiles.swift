import MemoryModel

/// The executions of findings as pictures, and in the notations of other checkers, so that those can
/// be asked: herd's litmus format, and C with pthreads.
public struct WitnessFiles: Sendable {
  public struct File: Hashable, Sendable {
    public var name: String
    public var text: String
  }

  /// Three for each finding with an execution, named after its rule and its fingerprint.
  public private(set) var files: [File] = []
  /// What has no words in a notation, a line each.
  public private(set) var omissions: [String] = []

  public init(_ presentation: Presentation) {
    let contexts = FindingContexts(presentation)
    for (index, finding) in presentation.report.findings.enumerated() {
      guard case .witness(let witness) = finding.evidence, var test = witness.test else { continue }
      test.name = "\(finding.rule)-" + contexts[index].map { $0 == ":" ? "-" : String($0) }.joined()
      add(test, as: "litmus") { (test) throws(LitmusExportError) in try test.herdText() }
      add(test, as: "c") { (test) throws(LitmusExportError) in try test.programText() }
      if let picture = WitnessPicture(finding, sources: presentation.sources) {
        let place = "\(finding.range.file):\(finding.range.start.line)"
        files.append(
          File(
            name: "\(test.name).svg", text: picture.svg(title: "\(place): \(finding.message)")))
      }
    }
  }

  private mutating func add(
    _ test: LitmusFile, as kind: String,
    _ text: (LitmusFile) throws(LitmusExportError) -> String
  ) {
    let name = "\(test.name).\(kind)"
    do throws(LitmusExportError) {
      files.append(File(name: name, text: try text(test)))
    } catch {
      omissions.append("\(name): \(error)")
    }
  }
}
