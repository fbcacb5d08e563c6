extension LitmusFile {
  /// The test in herd's C format.
  ///
  /// - Throws: `LitmusExportError` if the format has no word for something.
  public func herdText() throws(LitmusExportError) -> String {
    let names = ScenarioNames(self)
    let uses = VariableUses(scenario)
    if let variable = uses.unknownToHerd {
      throw LitmusExportError(
        "herd's format has no atomic type for '\(names.name(of: variable))', whose numbers wrap at another "
          + "width than 'int'")
    }
    var parameters: [[String]] = []
    var bodies: [[String]] = []
    // Herd knows no atomic types here, nor locks, which parameters declare.
    var initial = scenario.variables.filter { !uses.locks.contains($0) }.map { variable in
      "\(uses.valueType(of: variable)) \(names.name(of: variable)) = "
        + "\(scenario.initialValues[variable] ?? 0)"
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
  /// The types that are not `int`.
  private let types: [Variable: ConcurrentProgram.IntegerType]

  init(_ scenario: Scenario) {
    types = scenario.types.filter { $0.value != .init(bits: 32, isSigned: true) }
    for step in scenario.threads.flatMap(\.steps.flattened) {
      switch step.action {
      case .lock(let variable), .unlock(let variable): locks.insert(variable)
      case .load(_, let variable, .atomic), .store(let variable, _, .atomic),
        .update(_, let variable, _, _, _):
        atomics.insert(variable)
      case .compareExchange(let exchange): atomics.insert(exchange.variable)
      case .load(_, _, .plain), .store(_, _, .plain), .fence, .assign, .assume, .assert, .branch,
        .loop:
        break
      }
    }
  }

  /// The C type of the values of a variable.
  func valueType(of variable: Variable) -> String {
    guard let type = types[variable] else { return "int" }
    return "\(type.isSigned ? "" : "u")int\(type.bits)_t"
  }

  /// The type of a variable in a C program.
  func programType(of variable: Variable) -> String {
    let isAtomic = atomics.contains(variable)
    guard types[variable] != nil else { return isAtomic ? "atomic_int" : "int" }
    return (isAtomic ? "_Atomic " : "") + valueType(of: variable)
  }

  /// What holds all values that are read.
  var registerType: String { types.isEmpty ? "int" : "long long" }

  /// The variable whose numbers herd's format has no atomic type for.
  var unknownToHerd: Variable? {
    types.keys.filter { atomics.contains($0) }.min { $0.name < $1.name }
  }

  func herdType(of variable: Variable) -> String {
    locks.contains(variable)
      ? "mtx_t" : atomics.contains(variable) ? "atomic_int" : valueType(of: variable)
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
    case .all(let parts): return try joined(parts, " /\\ ", empty: "true", herd)
    case .any(let parts): return try joined(parts, " \\/ ", empty: "false", herd)
    }
  }

  /// The texts of the parts, in parentheses if something binds looser than `sign` does.
  func joined(
    _ parts: [FinalCondition], _ sign: String, empty: String,
    _ write: (FinalCondition) throws(LitmusExportError) -> String
  ) throws(LitmusExportError) -> String {
    guard let first = parts.first else { return empty }
    guard parts.count > 1 else { return try write(first) }
    var texts: [String] = []
    for part in parts {
      let text = try write(part)
      switch part {
      case .all, .any: texts.append("(\(text))")
      case .constant, .equal, .same, .not: texts.append(text)
      }
    }
    return texts.joined(separator: sign)
  }
}
