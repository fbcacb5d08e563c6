import MemoryModel

/// Litmus results as JSON.
public enum LitmusJSONReport {
  public static func text(_ results: [LitmusResult], allExecutions: Bool) -> String {
    JSONValue.array(results.map { value($0, allExecutions: allExecutions) }).serialized()
  }

  private static func value(_ result: LitmusResult, allExecutions: Bool) -> JSONValue {
    let file = result.file
    let count = result.survey.count
    var members: [(String, JSONValue)] = [
      ("name", .string(file.name)),
      ("model", .string(result.model.name)),
      ("verdict", .string(result.verdict.rawValue)),
      ("outcome", .string(result.outcome.rawValue)),
      ("condition", .string(file.conditionText)),
      ("holds", result.isValidated.map { .bool($0) } ?? .null),
      ("observation", .string(result.observation)),
      ("positive", .integer(result.positive)),
      ("negative", .integer(result.negative)),
      ("executions", .integer(count.consistent)),
      ("blocked", .integer(count.blocked)),
      ("complete", .bool(count.isComplete)),
      ("states", .array(result.states.map { state($0, of: file) })),
    ]
    let machines = result.machines
    if !machines.isEmpty {
      let verdicts = Machine.allCases.map { machine in
        (machine.rawValue, JSONValue.string((machines[machine] ?? .undecided).rawValue))
      }
      members.append(("machines", .object(verdicts)))
    }
    if let race = result.survey.race, let pair = race.race {
      let sides = [pair.first, pair.second].map { event(race.events[$0], id: $0, of: file) }
      members.append(("race", .array(sides)))
    }
    if allExecutions {
      let executions = result.survey.executions.map { execution($0.execution, of: file) }
      members.append(("allExecutions", .array(executions)))
    } else if let example = result.example {
      members.append(("witness", execution(example, of: file)))
    }
    return .object(members)
  }

  private static func state(_ state: LitmusResult.State, of file: LitmusFile) -> JSONValue {
    let values = file.observed.map { place in
      (place.description, JSONValue.integer(state.values[place] ?? 0))
    }
    return [
      "values": .object(values), "count": .integer(state.count),
      "satisfies": .bool(state.satisfiesCondition),
    ]
  }

  private static func execution(_ execution: Execution, of file: LitmusFile) -> JSONValue {
    let reads = execution.readsFrom.sorted { $0.key < $1.key }.map { read, write in
      JSONValue.array([.integer(write), .integer(read)])
    }
    let orders = execution.modificationOrder.sorted { $0.key.name < $1.key.name }.map {
      ($0.key.name, JSONValue.array($0.value.map { .integer($0) }))
    }
    let relations = ExecutionRelations(execution)
    let synchronizesWith = relations.synchronizesWith.pairs.map { pair in
      JSONValue.array([.integer(pair.0), .integer(pair.1)])
    }
    return [
      "events": .array(
        execution.events.enumerated().map { event($1, id: $0, of: file) }),
      "readsFrom": .array(reads),
      "modificationOrder": .object(orders),
      "synchronizesWith": .array(synchronizesWith),
      "totalOrder": .array(relations.totalOrder.map { .integer($0) }),
    ]
  }

  private static func event(
    _ event: ExecutionEvent, id: Int, of file: LitmusFile
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [("id", .integer(id))]
    members.append(("thread", event.thread.map { .integer($0) } ?? .null))
    members.append(("text", .string(event.kind.text)))
    if let origin = event.origin, file.places.indices.contains(origin) {
      let place = file.places[origin]
      members.append(("line", .integer(place.line)))
      members.append(("column", .integer(place.column)))
      members.append(("code", .string(place.text)))
    }
    return .object(members)
  }
}
