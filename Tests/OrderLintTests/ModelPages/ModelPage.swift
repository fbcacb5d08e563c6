import MemoryModel
import OrderLint

/// A page of `docs/memory-model`: text, and examples that are decided when the page is written.
struct ModelPage {
  struct Example {
    var heading: String
    var text: String
    var program: String
    var condition: String
    /// What the page's author claims; the page is not written if it is wrong.
    var isAllowed: Bool
    /// Whether a picture of the outcome goes into a file of its own.
    var picture: String?
    var listsTotalOrders = false
  }

  var name: String
  var title: String
  var text: String
  var examples: [Example]

  /// Files relative to `docs/memory-model`.
  func files() throws -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    var page = "# \(title)\n\n\(text)\n"
    for example in examples {
      let decided = try DecidedExample(example)
      page += "\n## \(example.heading)\n\n\(example.text)\n\n" + decided.markdown
      if let picture = decided.picture { files.append(picture) }
    }
    return [(path: "\(name).md", text: page)] + files
  }
}

/// An example with its verdict.
struct DecidedExample {
  struct WrongClaim: Error {
    var heading: String
  }

  let example: ModelPage.Example
  let result: LitmusResult

  init(_ example: ModelPage.Example) throws {
    self.example = example
    let file = try LitmusFile(
      reading: example.program + "\n" + example.condition, name: example.heading)
    result = LitmusResult(file, model: .cxx20, keeping: 100)
    guard result.outcome == (example.isAllowed ? .allowed : .forbidden) else {
      throw WrongClaim(heading: example.heading)
    }
  }

  var markdown: String {
    let verdict =
      "**\(result.verdict.rawValue)**, \(result.positive) of \(result.survey.count.consistent) "
      + "executions\(machines)."
    var text = """
      ```text
      \(example.program)
      exists \(example.condition)
      ```

      \(verdict)

      """
    if let name = example.picture { text += "\n![\(example.heading)](\(name).svg)\n" }
    if example.listsTotalOrders { text += "\n" + totalOrders }
    return text
  }

  private var machines: String {
    let verdicts = result.machines
    guard !verdicts.isEmpty else { return "" }
    let shown = Machine.allCases.filter { verdicts[$0] == .possible }.map(\.rawValue)
    return shown.isEmpty
      ? "; no machine shows it unless the compiler reorders"
      : "; shows on \(shown.joined(separator: ", "))"
  }

  var picture: (path: String, text: String)? {
    guard let name = example.picture, let execution = result.example else { return nil }
    let svg = LitmusPictures(result).diagram(of: execution).svg(title: example.heading)
    return (path: "\(name).svg", text: svg)
  }

  /// For each execution, the orders S that the axioms leave.
  private var totalOrders: String {
    var rows = ["| final state | order S |", "|---|---|"]
    for (values, execution) in result.survey.executions {
      let state = zip(result.survey.places, values).map { "\($0)=\($1)" }
      for order in ExecutionRelations(execution).totalOrders {
        let events = order.map { index -> String in
          let event = execution.events[index]
          let variable = event.variable?.name ?? ""
          let what =
            event.isWrite
            ? "\(variable) := \(event.valueWritten ?? 0)"
            : event.isRead ? "\(variable) = \(event.valueRead ?? 0)" : "fence"
          return "T\(event.thread ?? 0): \(what)"
        }
        rows.append("| \(state.joined(separator: ", ")) | \(events.joined(separator: " → ")) |")
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }
}

extension ExecutionRelations {
  /// Every order S of the seq_cst events that the axioms allow.
  var totalOrders: [[Int]] {
    let constraints = totalOrderConstraints.closure
    guard constraints.isIrreflexive else { return [] }
    let members = totalOrder.sorted()
    var found: [[Int]] = []
    func extend(_ order: [Int]) {
      guard order.count < members.count else { return found.append(order) }
      for next in members where !order.contains(next) {
        let waits = members.contains { !order.contains($0) && constraints.contains($0, next) }
        if !waits { extend(order + [next]) }
      }
    }
    extend([])
    return found
  }
}
