import Foundation
import MemoryModel

/// The rows of `Tests/Fixtures/litmus/litmus.tsv`.
struct LitmusTable {
  struct Row {
    var name: String
    var program: String
    var condition: String
    var verdict: String
    var executions: Int
    /// The verdict where load buffering is not excluded.
    var loadBufferingVerdict: String
  }

  var rows: [Row] = []

  init() throws {
    let tests = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appendingPathComponent("Fixtures/litmus/litmus.tsv")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      rows.append(
        Row(
          name: cells[0], program: cells[1], condition: cells[2], verdict: cells[3],
          executions: Int(cells[4]) ?? -1, loadBufferingVerdict: cells[5]))
    }
  }
}
