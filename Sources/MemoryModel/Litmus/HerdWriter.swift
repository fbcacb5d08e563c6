extension LitmusFile {
  /// The test in herd's C format.
  ///
  /// - Throws: `LitmusExportError` if the format has no word for something.
  public func herdText() throws(LitmusExportError) -> String {
    let names = ScenarioNames(self)
    let uses = VariableUses(scenario)
    var parameters: [[String]] = []
    var bodies: [[String]] = []
    var initial = scenario.variables.map { variable in
      "\(uses.herdType(of: variable)) \(names.name(of: variable))"
        + (uses.locks.contains(variable) ? "" : " = \(scenario.initialValues[variable] ?? 0)")
    }
    for (index, thread) in scenario.threads.enumerated() {
      var writer = ScenarioWriter(.herd, names, uses, thread: index)
      bodies.append(try writer.body(of: thread.steps))
      let used = Scenario(threads: [thread]).variables.map {
        "\(uses.herdType(of: $0))* \(names.name(of: $0))"
      }
      parameters.append(used + writer.expectedVariables.map { "int* \($0)" })
      initial += writer.expectedVariables.map { "int \($0) = 0" }
    }
    var lines = ["C \(Self.fileName(name))", "{"]
    lines += initial.map { "  \($0);" }
    lines += ["}", ""]
    for index in scenario.threads.indices {
      lines.append("P\(index) (\(parameters[index].joined(separator: ", "))) {")
      lines += names.registers(of: index).map { "  int \($0) = 0;" }
      lines += bodies[index] + ["}", ""]
    }
    if !locations.isEmpty {
      let shown = try locations.map { (place) throws(LitmusExportError) in
        try names.herd(place)
      }
      lines.append("locations [\(shown.joined(separator: "; "));]")
    }
    if let filter { lines.append("filter (\(try names.herd(filter)))") }
    lines.append("\(quantifier.rawValue) (\(try names.herd(condition)))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A name that is one word.
  private static func fileName(_ name: String) -> String {
    let word = name.map { $0.isWhitespace || $0 == "{" || $0 == "\"" ? "_" : $0 }
    return word.isEmpty ? "unnamed" : String(word)
  }
}

/// How a scenario uses its variables.
struct VariableUses {
  private(set) var locks: Set<Variable> = []
  private(set) var atomics: Set<Variable> = []

  init(_ scenario: Scenario) {
    for thread in scenario.threads { collect(thread.steps) }
  }

  private mutating func collect(_ steps: [Step]) {
    for step in steps {
      switch step.action {
      case .lock(let variable), .unlock(let variable): locks.insert(variable)
      case .load(_, let variable, .atomic), .store(let variable, _, .atomic),
        .update(_, let variable, _, _, _):
        atomics.insert(variable)
      case .compareExchange(let exchange): atomics.insert(exchange.variable)
      case .branch(_, let then, let otherwise):
        collect(then)
        collect(otherwise)
      case .loop(_, let body, _): collect(body)
      case .load(_, _, .plain), .store(_, _, .plain), .fence, .assign, .assume, .assert: break
      }
    }
  }

  func herdType(of variable: Variable) -> String {
    locks.contains(variable) ? "mtx_t" : atomics.contains(variable) ? "atomic_int" : "int"
  }
}

extension ScenarioNames {
  func herd(_ place: FinalPlace) throws(LitmusExportError) -> String {
    switch place {
    case .variable(let variable): return "[\(name(of: variable))]"
    case .register(let thread, let register):
      guard let name = name(of: register, thread: thread) else {
        throw LitmusExportError("the condition asks for register \(place), which is never used")
      }
      return "\(thread):\(name)"
    }
  }

  func herd(_ condition: FinalCondition) throws(LitmusExportError) -> String {
    switch condition {
    case .equal(.register(let thread, let register), let value)
    where name(of: register, thread: thread) == nil:
      // A register that is never used is 0.
      return value == 0 ? "true" : "false"
    case .constant(let value): return value ? "true" : "false"
    case .equal(let place, let value): return "\(try herd(place))=\(try constant(value))"
    case .same(let left, let right): return "\(try herd(left))=\(try herd(right))"
    case .not(let part): return "not (\(try herd(part)))"
    case .all(let parts): return try joined(parts, " /\\ ", empty: "true")
    case .any(let parts): return try joined(parts, " \\/ ", empty: "false")
    }
  }

  private func joined(
    _ parts: [FinalCondition], _ sign: String, empty: String
  ) throws(LitmusExportError) -> String {
    guard parts.count > 1 else { return try parts.first.map(herd) ?? empty }
    let texts = try parts.map { (part) throws(LitmusExportError) in
      switch part {
      case .all, .any: "(\(try herd(part)))"
      case .constant, .equal, .same, .not: try herd(part)
      }
    }
    return texts.joined(separator: sign)
  }
}
