extension Checker {
  /// Everything that can go wrong in a program, with an execution for each.
  public func check(
    _ program: ConcurrentProgram, _ options: ProgramOptions = ProgramOptions()
  ) -> ProgramReport {
    let compiled = CompiledProgram(program)
    return explore(compiled, options, goal: .findings) { explorer, limits in
      var report = ProgramReport(
        executions: explorer.count, blockedForever: explorer.blockedForever,
        findings: explorer.findings.all, limitsReached: limits,
        assumptions: explorer.states.assumptions.used(in: compiled))
      report.graphs = budget.candidates - explorer.remainingCandidates
      report.isReduced = explorer.symmetry?.isUsed ?? false
      return report
    }
  }

  /// Everything that can be the end of a program.
  public func outcomes(
    of program: ConcurrentProgram, _ options: ProgramOptions = ProgramOptions()
  ) -> ProgramOutcomes {
    outcomes(of: CompiledProgram(program), options, registers: [])
  }

  /// Everything that can be the end of a scenario: the values of its variables and registers.
  public func outcomes(of scenario: Scenario) -> ProgramOutcomes {
    let program = ScenarioProgram(scenario)
    return outcomes(
      of: CompiledProgram(program.program), program.options,
      registers: program.registers.map(\.count))
  }

  private func outcomes(
    of program: CompiledProgram, _ options: ProgramOptions, registers: [Int]
  ) -> ProgramOutcomes {
    explore(program, options, goal: .outcomes(registers: registers)) { explorer, limits in
      ProgramOutcomes(
        outcomes: explorer.outcomes, findings: explorer.findings.all,
        isComplete: explorer.count.isComplete && limits.isEmpty)
    }
  }

  /// Explores a program, once more with room for more threads if there are more than expected.
  func explore<Result>(
    _ program: CompiledProgram, _ options: ProgramOptions, goal: Explorer.Goal,
    witnesses: Int = 1, _ finish: (borrowing Explorer, Set<ReachedLimit>) -> Result
  ) -> Result {
    let most = min(max(options.limits.threads, program.starts.count), Self.mostThreads)
    var options = options
    var setting = Explorer.Setting(model: model, budget: budget, witnesses: witnesses)
    while true {
      var explorer = Explorer(program, options, goal: goal, setting: setting)
      explorer.run()
      if explorer.symmetry?.isBroken == true || explorer.states.watch?.isBroken == true {
        options.reducesSymmetry = false
        continue
      }
      var limits = explorer.states.limitsReached
      if let crowded = explorer.crowdedAt {
        if setting.threadCapacity < most {
          setting.threadCapacity = min(setting.threadCapacity * 2, most)
          continue
        }
        limits.insert(.threads(origin: program.origins[crowded]))
      }
      return finish(explorer, limits)
    }
  }

  private static let mostThreads = 64
}

extension ProgramOutcomes {
  /// Whether all of this is possible in `other`.
  public func inclusion(in other: ProgramOutcomes) -> Inclusion {
    let known = Set(other.findings.map(\.kind))
    // A program in which something goes wrong may do anything; what is new is what counts.
    if let finding = findings.first(where: { !known.contains($0.kind) }) {
      return .newFinding(finding)
    }
    let fresh = outcomes.subtracting(other.outcomes)
    guard isComplete, other.isComplete else { return .undecided }
    // The same one every time.
    return fresh.min { $0.isBefore($1) }.map { .newOutcome($0) } ?? .included
  }
}

extension ProgramOutcome {
  private var numbers: [Int] {
    (memory + results).flatMap { value -> [Int] in
      switch value {
      case .number(let number): [0, number, 0, 0]
      case .address(let thread, let number, let offset): [1, thread, number, offset]
      }
    }
  }

  fileprivate func isBefore(_ other: ProgramOutcome) -> Bool {
    numbers.lexicographicallyPrecedes(other.numbers)
  }
}
