import MemoryModel

/// A table of litmus tests with the verdicts they are expected to have: tab-separated columns
/// `test`, `program`, `condition`, `verdict` and `executions`, in any order; others are ignored.
public struct LitmusTableCheck {
  public struct Row: Sendable {
    /// The line in the file, from 1.
    public var line: Int
    public var name: String
    public var program: String
    public var condition: String
    public var verdict: String
    /// Nil if the table does not say.
    public var executions: Int?
  }

  public var rows: [Row]

  /// - Throws: `LitmusSyntaxError` if a column is missing.
  public init(_ text: String) throws(LitmusSyntaxError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = (lines.first ?? "").split(separator: "\t", omittingEmptySubsequences: false)
    func column(_ name: String) throws(LitmusSyntaxError) -> Int {
      guard let index = header.firstIndex(where: { $0 == name }) else {
        throw LitmusSyntaxError(line: 1, column: 1, message: "there is no column '\(name)'")
      }
      return index
    }
    let program = try column("program")
    let condition = try column("condition")
    let verdict = try column("verdict")
    let name = header.firstIndex { $0 == "test" }
    let executions = header.firstIndex { $0 == "executions" }
    rows = lines.enumerated().dropFirst().compactMap { index, line in
      guard !line.allSatisfy(\.isWhitespace) else { return nil }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      func cell(_ column: Int?) -> String {
        guard let column, cells.indices.contains(column) else { return "" }
        return cells[column]
      }
      return Row(
        line: index + 1, name: cell(name), program: cell(program), condition: cell(condition),
        verdict: cell(verdict), executions: Int(cell(executions)))
    }
  }

  /// What is different from the table in a row; nil if nothing is.
  public static func difference(_ row: Row, model: LitmusModel) -> String? {
    let file: LitmusFile
    do throws(LitmusSyntaxError) {
      file = try LitmusFile(
        reading: row.program + "\n" + row.condition, name: row.name)
    } catch {
      let part = error.line == 1 ? "program" : "condition"
      return "\(part), column \(error.column): \(error.message)"
    }
    let result = LitmusResult(file, model: model)
    var differences: [String] = []
    if result.verdict.rawValue != row.verdict {
      differences.append("\(result.verdict.rawValue), expected \(row.verdict)")
    }
    let count = result.survey.count
    if let expected = row.executions, expected != count.consistent || !count.isComplete {
      differences.append(
        "\(count.isComplete ? "" : "more than ")\(count.consistent) executions, "
          + "expected \(expected)")
    }
    return differences.isEmpty ? nil : differences.joined(separator: "; ")
  }
}
