extension Checker {
  /// Every execution under C++20 as published, where a cycle of program order and reads-from is not
  /// excluded, by listing all candidates. Values out of thin air are. For small scenarios: more work
  /// than the budget allows makes the survey incomplete.
  public func surveyWithLoadBuffering(
    of scenario: Scenario, observing places: [FinalPlace], keeping kept: Int = 0
  ) -> Survey {
    survey(of: scenario, observing: places, keeping: kept) {
      ExecutionRelations($0.execution).isConsistent
    }
  }

  /// Every candidate execution that is consistent.
  func survey(
    of scenario: Scenario, observing places: [FinalPlace], keeping kept: Int,
    where isConsistent: (Candidate) -> Bool
  ) -> Survey {
    var enumerator = CandidateEnumerator(scenario, budget: budget)
    var collector = SurveyCollector(keeping: kept)
    var count = ExecutionCount(consistent: 0, blocked: 0, isComplete: true)
    enumerator.visitAll { candidate in
      guard isConsistent(candidate) else { return true }
      collector.addFailures(of: candidate)
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

extension SurveyCollector {
  fileprivate mutating func addFailures(of candidate: Candidate) {
    if needsRace, let race = ExecutionRelations(candidate.execution).dataRaces.first {
      var execution = candidate.execution
      execution.race = race
      addRace(execution)
    }
    if needsAssertionFailure, let failed = candidate.failedAssertion {
      var execution = candidate.execution
      execution.failedAssertion = failed.origin
      addAssertionFailure(execution)
    }
  }
}
