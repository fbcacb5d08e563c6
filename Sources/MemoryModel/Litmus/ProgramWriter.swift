extension LitmusFile {
  /// The test as a C program for GenMC, a compiler, or a machine: threads are pthreads, and the
  /// condition is an assertion that fails when it holds (`exists`, `~exists`) or does not
  /// (`forall`).
  ///
  /// - Throws: `LitmusExportError` if C has no word for something.
  public func programText() throws(LitmusExportError) -> String {
    let names = ScenarioNames(self)
    let uses = VariableUses(scenario)
    var lines = [
      "/* \(name.replacingCommentEnds): \(try names.herd(condition)) */", "#include <assert.h>",
      "#include <pthread.h>", "#include <stdatomic.h>", "#include <stddef.h>",
    ]
    if uses.registerType != "int" { lines.append("#include <stdint.h>") }
    lines.append("")
    for variable in scenario.variables { lines.append(declaration(of: variable, names, uses)) }
    for index in scenario.threads.indices {
      let registers = names.registers(of: index).map { "P\(index)_\($0)" }
      guard !registers.isEmpty else { continue }
      lines.append("static \(uses.registerType) \(registers.joined(separator: ", "));")
    }
    for (index, thread) in scenario.threads.enumerated() {
      var writer = ScenarioWriter(.program, names, uses, thread: index)
      let registers = names.registers(of: index)
      lines += ["", "static void *P\(index)(void *unused)", "{", "  (void)unused;"]
      lines += registers.map { "  \(uses.registerType) \($0) = 0;" }
      lines += try writer.body(of: thread.steps)
      lines += registers.map { "  P\(index)_\($0) = \($0);" }
      lines += ["  return NULL;", "}"]
    }
    return (lines + (try mainFunction(names))).joined(separator: "\n") + "\n"
  }

  private func declaration(
    of variable: Variable, _ names: ScenarioNames, _ uses: VariableUses
  ) -> String {
    let name = names.name(of: variable)
    if uses.locks.contains(variable) {
      return "static pthread_mutex_t \(name) = PTHREAD_MUTEX_INITIALIZER;"
    }
    let value = scenario.initialValues[variable] ?? 0
    return "static \(uses.programType(of: variable)) \(name) = \(value);"
  }

  private func mainFunction(_ names: ScenarioNames) throws(LitmusExportError) -> [String] {
    let count = scenario.threads.count
    var lines = ["", "int main(void)", "{", "  pthread_t threads[\(max(1, count))];"]
    for index in 0..<count {
      lines.append("  if (pthread_create(&threads[\(index)], NULL, P\(index), NULL)) return 2;")
    }
    for index in 0..<count { lines.append("  pthread_join(threads[\(index)], NULL);") }
    let text = try names.program(condition)
    let claim = quantifier == .forall ? text : "!(\(text))"
    if let filter { lines.append("  if (!(\(try names.program(filter)))) return 0;") }
    return lines + ["  assert(\(claim));", "  return 0;", "}"]
  }
}

extension ScenarioNames {
  fileprivate func program(_ place: FinalPlace) throws(LitmusExportError) -> String {
    switch place {
    case .variable(let variable): name(of: variable)
    case .register(let thread, let register):
      // A register that is never used is 0.
      name(of: register, thread: thread).map { "P\(thread)_\($0)" } ?? "0"
    }
  }

  fileprivate func program(_ condition: FinalCondition) throws(LitmusExportError) -> String {
    switch condition {
    case .constant(let value): return value ? "1" : "0"
    case .equal(let place, let value): return "\(try program(place)) == \(try constant(value))"
    case .same(let left, let right): return "\(try program(left)) == \(try program(right))"
    case .not(let part): return "!(\(try program(part)))"
    case .all(let parts): return try joined(parts, " && ", empty: "1", program)
    case .any(let parts): return try joined(parts, " || ", empty: "0", program)
    }
  }
}

extension String {
  /// The text with nothing in it that would end a C comment.
  fileprivate var replacingCommentEnds: String {
    var result = ""
    for character in self {
      if character == "/", result.last == "*" { result += " " }
      result.append(character.isNewline ? " " : character)
    }
    return result
  }
}
