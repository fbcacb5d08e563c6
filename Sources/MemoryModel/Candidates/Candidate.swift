/// A candidate execution: events and what they read from and how writes are ordered, coherent for
/// each variable by itself, not yet judged by any model. Unlike an `Execution` it knows what each
/// event depends on, which hardware respects and C++ does not.
struct Candidate {
  var execution: Execution
  /// From a read to the writes whose value is computed from it.
  var dataDependencies: Relation
  /// From a read to the events that a branch on its value comes before.
  var controlDependencies: Relation
  /// The reads of compare-exchanges that failed.
  var failedExchanges: Set<Int>
  /// The final registers of each thread.
  var registers: [[Register: Int]]
  /// Whether every thread ran to its end.
  var isComplete: Bool
  var failedAssertion: ThreadPath.FailedAssertion?

  func value(of place: FinalPlace, in scenario: Scenario) -> Int {
    switch place {
    case .register(let thread, let register):
      return registers.indices.contains(thread) ? registers[thread][register] ?? 0 : 0
    case .variable(let variable):
      guard let last = execution.modificationOrder[variable]?.last else {
        return scenario.initialValues[variable] ?? 0
      }
      return execution.events[last].valueWritten ?? 0
    }
  }
}
