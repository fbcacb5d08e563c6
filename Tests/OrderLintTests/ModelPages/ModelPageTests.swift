import Foundation
import MemoryModel
import TestSupport
import Testing

/// The pages in `docs/memory-model` say what the checker says.
@Suite struct ModelPageTests {
  @Test func pagesAreUpToDate() throws {
    var written: Set<String> = ["README.md"]
    var index = """
      # The memory model by example

      Every verdict, number and picture here is computed by `orderlint litmus` when the pages are
      written, and held against them by the tests. The notation is that of `orderlint litmus --help`.


      """
    for page in ModelPages.all {
      for (path, text) in try page.files() {
        written.insert(path)
        try expect(text, at: path)
      }
      index += "- [\(page.title)](\(page.name).md)\n"
    }
    try expect(index, at: "README.md")
    let directory = Repository.root.appending(path: "docs/memory-model").path
    let present = Set(try FileManager.default.contentsOfDirectory(atPath: directory))
    #expect(present == written)
  }

  private func expect(_ text: String, at path: String) throws {
    let file = Repository.root.appending(path: "docs/memory-model/\(path)").path
    let difference = try GoldenFile.difference(of: text, from: file)
    #expect(difference == nil, "\(difference ?? "")")
  }

  /// Four events, two of each thread in order: six orders, whatever the loads return.
  @Test func storeBufferingHasSixOrders() throws {
    let test = try LitmusTest(
      program: "W.sc x 1; r0=R.sc y || W.sc y 1; r0=R.sc x", condition: "")
    let survey = Checker().survey(of: test.scenario, observing: [], keeping: 10)
    let orders = survey.executions.flatMap {
      ExecutionRelations($0.execution).totalOrders
    }
    #expect(survey.executions.count == 3)
    #expect(orders.count == 6)
  }

  /// A happens before C, and every order S has C before A.
  @Test func theMixedCasesHaveTheirOrderOnly() throws {
    for (program, condition) in [
      (
        "W.sc x 1 || r0=R.acq x; r1=R.sc h || W.sc h 1; r0=R.sc x",
        "1:r0=1 & 1:r1=0 & 2:r0=0"
      ),
      (
        "W.sc h 1; W.rel x 1 || r0=R.sc x; r1=R.rlx x || W.sc x 2; r0=R.sc h",
        "1:r0=1 & 1:r1=2 & 2:r0=0"
      ),
    ] {
      let test = try LitmusTest(program: program, condition: condition)
      guard
        case .allowed(let execution) = Checker().ask(.outcome(test.condition), of: test.scenario)
      else {
        Issue.record("\(program) is forbidden")
        continue
      }
      let relations = ExecutionRelations(execution)
      let orders = relations.totalOrders
      #expect(orders.count == 1)
      let order = try #require(orders.first)
      #expect(order.map { execution.events[$0].thread } == [1, 2, 2, 0])
      #expect(relations.happensBefore.contains(order[3], order[0]))
    }
  }
}
