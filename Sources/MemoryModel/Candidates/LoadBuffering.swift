extension Checker {
  /// Every execution under C++20 as published, where a cycle of program order and reads-from is not
  /// excluded, by listing all candidates. Values out of thin air are. For small scenarios: more work
  /// than the budget allows makes the survey incomplete.
  public func surveyWithLoadBuffering(
    of scenario: Scenario, observing places: [FinalPlace], keeping kept: Int = 0
  ) -> Survey {
    var enumerator = CandidateEnumerator(scenario, budget: budget)
    var collector = SurveyCollector(keeping: kept)
    var count = ExecutionCount(consistent: 0, blocked: 0, isComplete: true)
    enumerator.forEach { candidate in
      let relations = ExecutionRelations(candidate.execution)
      guard relations.isConsistent else { return true }
      if collector.needsRace, let race = relations.dataRace {
        var execution = candidate.execution
        execution.race = race
        collector.addRace(execution)
      }
      if collector.needsAssertionFailure, let failed = candidate.failedAssertion {
        var execution = candidate.execution
        execution.failedAssertion = failed.origin
        collector.addAssertionFailure(execution)
      }
      guard candidate.isComplete else {
        count.blocked += 1
        return true
      }
      count.consistent += 1
      collector.add(places.map { candidate.value(of: $0, in: scenario) }, candidate.execution)
      return true
    }
    count.isComplete = enumerator.isComplete
    return collector.survey(of: places, count)
  }
}
