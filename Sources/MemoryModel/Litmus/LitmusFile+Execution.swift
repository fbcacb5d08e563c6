extension LitmusFile {
  /// The scenario as a test that asks for what the execution ends with: the registers of every
  /// thread, and the variables that several events write.
  ///
  /// A race is undefined behaviour whatever the end, and a failed assertion ends the program; the test
  /// then only runs. Nil if a thread runs too long to be told.
  public init?(name: String, _ scenario: Scenario, showing execution: Execution) {
    self.init(name: name, scenario: scenario, quantifier: .forall, condition: .constant(true))
    guard execution.race == nil, execution.failedAssertion == nil else { return }
    var parts: [FinalCondition] = []
    for (index, thread) in scenario.threads.enumerated() {
      guard case .finished(let path) = ThreadRun.run(thread.steps, execution.choices(of: index))
      else { return nil }
      let registers = path.registers.sorted { $0.key.name < $1.key.name }
      parts += registers.map { .equal(.register(thread: index, $0.key), $0.value) }
    }
    let orders = execution.modificationOrder.sorted { $0.key.name < $1.key.name }
    for (variable, writes) in orders where writes.count > 2 {
      guard let value = writes.last.flatMap({ execution.events[$0].valueWritten }) else { continue }
      parts.append(.equal(.variable(variable), value))
    }
    quantifier = .exists
    condition = .all(parts)
  }
}

extension Execution {
  /// What the reads of a thread return, in program order.
  fileprivate func choices(of thread: Int) -> [ThreadRun.Choice] {
    events.filter { $0.thread == thread }.sorted { $0.position < $1.position }
      .compactMap { event in
        event.valueRead.map { ThreadRun.Choice(value: $0, isSpuriousFailure: !event.isWrite) }
      }
  }
}
