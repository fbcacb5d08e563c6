import MemoryModel

/// The result of a model check as a picture.
public struct ModelPicture {
  private let result: ModelResult
  private let sources: ModelSources

  public init(_ result: ModelResult, sources: ModelSources) {
    self.result = result
    self.sources = sources
  }

  /// The failing execution as an SVG document; nil if nothing fails.
  public var svg: String? {
    guard let finding = result.finding else { return nil }
    let wording = ModelWording(result, sources)
    return ModelTrace(finding).diagram(wording).svg(title: title)
  }

  private var title: String {
    guard let finding = result.finding else { return result.verdict.rawValue }
    let wording = ModelWording(result, sources)
    return "\(wording.place(of: finding.origin)): \(wording.headline(finding))"
  }

  /// A page that needs nothing else, with the report and the picture.
  public var html: String {
    let report = ModelTextReport(result, sources: sources, painter: Painter(isEnabled: false))
    let text = report.lines(diagram: nil).joined(separator: "\n")
    let figure = svg.map { PicturePage.figure($0, caption: title) } ?? ""
    return PicturePage.html(
      title: title,
      body: """
        <section>
        <h2>\(XMLText.escaped(result.verdict.rawValue))</h2>
        <pre>\(XMLText.escaped(text))</pre>
        \(figure)
        </section>
        """)
  }
}
