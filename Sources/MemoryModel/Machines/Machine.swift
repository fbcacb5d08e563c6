/// A machine that programs are compiled for, with its own memory model.
///
/// Whether an execution is possible there is decided on the instructions that clang selects
/// (`MachineCode`), by the published axioms of the architecture (`MachineModel`). What a compiler
/// may reorder before is not part of the answer.
public enum Machine: String, CaseIterable, Hashable, Sendable {
  case x86 = "x86-64"
  /// Armv8.0: no `ldapr`, and updates by load- and store-exclusive.
  case armLinux = "Arm64 (Linux)"
  /// Armv8.3 and later with Apple's mapping: `ldapr` for acquire, single-instruction updates.
  case apple = "Apple silicon"
  case riscv = "RISC-V"
  case power = "POWER"

  /// The published model that decides.
  public var source: String {
    switch self {
    case .x86:
      "x86-TSO (Owens, Sarkar, Sewell 2009), as relations (Alglave, Maranget, Tautschnig 2014)"
    case .armLinux, .apple:
      "the Armv8 model (Arm Architecture Reference Manual, B2.3; Pulte et al. 2018)"
    case .riscv: "RVWMO (RISC-V Unprivileged ISA, memory consistency model)"
    case .power:
      "an approximation: the Power model of Alglave, Maranget, Tautschnig 2014, with lwsync, sync "
        + "and isync, without mixed sizes and eieio"
    }
  }

  /// Whether answers are approximate.
  public var isApproximate: Bool { self == .power }
}

/// Whether something can be seen on a machine.
public enum MachineVerdict: String, Hashable, Sendable {
  case possible, impossible
  /// There were too many candidates to look at them all.
  case undecided
}

extension Checker {
  /// Every execution of the scenario that the machine can show, by listing all candidates. For
  /// small scenarios.
  public func survey(
    of scenario: Scenario, on machine: Machine, observing places: [FinalPlace],
    keeping kept: Int = 0
  ) -> Survey {
    survey(of: scenario, observing: places, keeping: kept) { machine.shows($0) }
  }

  /// On which machines the answer to the question can be seen. A data race can be seen where an
  /// execution with the race is not sequentially consistent: somebody then read or overwrote what no
  /// interleaving could have shown.
  public func machines(
    showing question: Question, of scenario: Scenario
  ) -> [Machine: MachineVerdict] {
    var open = Set(Machine.allCases)
    var verdicts: [Machine: MachineVerdict] = [:]
    var enumerator = CandidateEnumerator(scenario, budget: budget)
    enumerator.visitAll { candidate in
      guard candidate.answers(question, of: scenario) else { return true }
      for machine in open where machine.shows(candidate) {
        open.remove(machine)
        verdicts[machine] = .possible
      }
      return !open.isEmpty
    }
    for machine in open { verdicts[machine] = enumerator.isComplete ? .impossible : .undecided }
    return verdicts
  }
}

extension Machine {
  func shows(_ candidate: Candidate) -> Bool {
    MachineModel(MachineCode(candidate, for: self)).isConsistent
  }
}

extension Candidate {
  fileprivate func answers(_ question: Question, of scenario: Scenario) -> Bool {
    switch question {
    case .outcome(let condition): isComplete && holds(condition, of: scenario)
    case .assertionFailure: failedAssertion != nil
    case .dataRace(let variable): hasVisibleRace(on: variable)
    }
  }

  private func hasVisibleRace(on variable: Variable?) -> Bool {
    let relations = ExecutionRelations(execution)
    guard !relations.isSequentiallyConsistent else { return false }
    return relations.dataRaces.contains { pair in
      variable == nil || execution.events[pair.first].variable == variable
    }
  }

  private func holds(_ condition: Condition, of scenario: Scenario) -> Bool {
    switch condition {
    case .register(let thread, let register, let value):
      self.value(of: .register(thread: thread, register), in: scenario) == value
    case .variable(let variable, let value):
      self.value(of: .variable(variable), in: scenario) == value
    case .holds(let thread, let expression):
      expression.value { value(of: .register(thread: thread, $0), in: scenario) } != 0
    case .all(let parts): parts.allSatisfy { holds($0, of: scenario) }
    case .any(let parts): parts.contains { holds($0, of: scenario) }
    case .not(let part): !holds(part, of: scenario)
    }
  }
}
