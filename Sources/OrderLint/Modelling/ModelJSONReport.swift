import MemoryModel

/// The result of a model check as JSON.
public enum ModelJSONReport {
  public static func text(_ result: ModelResult, sources: ModelSources) -> String {
    let wording = ModelWording(result, sources)
    let executions = result.report.executions
    var members: [(String, JSONValue)] = [
      ("verdict", .string(result.verdict.rawValue)),
      (
        "model",
        .string(result.options.model == .sequentialConsistency ? "sc" : "cxx20")
      ),
      ("executions", .integer(executions.consistent)),
      ("blocked", .integer(executions.blocked)),
      ("complete", .bool(executions.isComplete)),
      ("upToSymmetry", .bool(result.report.isReduced)),
      ("bound", .integer(result.options.bound)),
      ("bounded", .array(wording.limits.map { .string($0) })),
      ("assumed", .array(wording.assumptions.map { .string($0) })),
      (
        "unsupported",
        .array(
          result.obstacles.map {
            .object([
              ("place", .string(sources.place($0.range))), ("reason", .string($0.reason)),
            ])
          })
      ),
    ]
    if let finding = result.finding {
      members.append(("failure", failure(finding, wording, result)))
    }
    if let repair = result.repair {
      members.append(("repair", Self.repair(repair, wording)))
    }
    if let weaker = result.weaker {
      members.append(
        (
          "weaker",
          .object([
            ("complete", .bool(weaker.isComplete)),
            ("alone", .array(weaker.alone.map { .string(wording.text(of: $0)) })),
            ("together", .array(weaker.together.map { .string(wording.text(of: $0)) })),
          ])
        ))
    }
    return JSONValue.object(members).serialized()
  }

  private static func failure(
    _ finding: ProgramFinding, _ wording: ModelWording, _ result: ModelResult
  ) -> JSONValue {
    .object([
      ("kind", .string("\(finding.kind)")),
      ("place", .string(wording.place(of: finding.origin))),
      ("message", .string(wording.headline(finding))),
      ("sequential", result.failsSequentially.map { .bool($0) } ?? .null),
      ("waiting", .array(wording.waiting(finding).map { .string($0) })),
      (
        "execution",
        .array(ModelTrace(finding).lines(wording).map { .string($0) })
      ),
      (
        "machines",
        .object(
          wording.visibility(finding).map {
            ($0.machine.rawValue, JSONValue.string($0.shown.rawValue))
          })
      ),
    ])
  }

  private static func repair(_ repair: ModelRepair, _ wording: ModelWording) -> JSONValue {
    .object([
      ("changes", .array(repair.changes.map { .string(wording.text(of: $0)) })),
      ("executions", .integer(repair.executions)),
      ("complete", .bool(repair.isComplete)),
    ])
  }
}
