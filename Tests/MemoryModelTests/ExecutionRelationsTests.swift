import MemoryModel
import Testing

/// The relations of an execution, held against the checker.
@Suite struct ExecutionRelationsTests {
  @Test func everyExecutionOfTheTableObeysTheAxioms() throws {
    for row in try LitmusTable().rows {
      let test = try LitmusTest(program: row.program, condition: row.condition)
      let survey = Checker().survey(of: test.scenario, observing: [], keeping: 1_000)
      #expect(survey.executions.count == row.executions)
      var hasRace = false
      for (_, execution) in survey.executions {
        let relations = ExecutionRelations(execution)
        #expect(relations.isConsistent, "\(row.name)")
        #expect((relations.programOrder | relations.readsFrom).isAcyclic, "\(row.name)")
        let total = execution.events.filter { $0.order == .sequentiallyConsistent }.count
        #expect(relations.totalOrder.count == total, "\(row.name)")
        hasRace = hasRace || !relations.dataRaces.isEmpty
      }
      #expect(hasRace == (survey.race != nil), "\(row.name)")
    }
  }

  @Test func relationAlgebra() {
    let successor = MemoryModel.Relation(count: 70) { $1 == $0 + 1 }
    #expect(successor.isAcyclic && successor.topologicalOrder == Array(0..<70))
    #expect(successor.closure.contains(0, 69) && !successor.closure.contains(69, 0))
    #expect((successor * successor).contains(3, 5) && !(successor * successor).contains(3, 4))
    #expect(successor.inverse.contains(4, 3))
    #expect((successor | successor.inverse).topologicalOrder == nil)
    #expect((successor - successor).isEmpty && (successor & successor) == successor)
    #expect(successor.isIrreflexive && !successor.reflexive.isIrreflexive)
    #expect(successor.pairs.count == 69)
  }
}
