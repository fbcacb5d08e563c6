/// A compound assignment to a property whose getter and setter each take the lock: what another thread
/// writes between the two is lost.
public struct LockedCompound: Sendable {
  /// The property, as in the text.
  public var property: String
  public var function: String
  /// The call of the getter, and that of the setter.
  public var read: SourceRange
  public var write: SourceRange
}

/// Finds such assignments in code that several threads are known to run.
struct LockedCompoundFinder {
  let analysis: Analysis
  let roles: ThreadRoles

  private var program: Program { analysis.program }

  private struct Half {
    var property: String
    var object: Operand
    var event: Event
  }

  func find() -> [LockedCompound] {
    let getters = accessors(ending: ".get")
    // One that yields the variable instead changes it in place, under the lock.
    let setters = accessors(ending: ".set").filter { program.functions[$0.key].storesNewValue }
    guard !getters.isEmpty, !setters.isEmpty else { return [] }
    return program.functions.indices.flatMap { number -> [LockedCompound] in
      let function = program.functions[number]
      guard function.language == .swift, function.kind == .ordinary || function.kind == .closure,
        !program.traits[number].contains(.locks), roles.overlap(number, number)
      else { return [] }
      return compounds(in: number, getters, setters)
    }
  }

  /// The property of each accessor that takes a lock.
  private func accessors(ending suffix: String) -> [Int: String] {
    var found: [Int: String] = [:]
    for (number, function) in program.functions.enumerated()
    where function.language == .swift && function.symbol.hasSuffix(suffix)
      && program.takesDeclaredLock(number)
    {
      found[number] = String(function.symbol.dropLast(suffix.count))
    }
    return found
  }

  private func compounds(
    in number: Int, _ getters: [Int: String], _ setters: [Int: String]
  ) -> [LockedCompound] {
    let function = program.functions[number]
    var calls = analysis.callGraph.targets[number].makeIterator()
    var reads: [Half] = []
    var found: [LockedCompound] = []
    for event in function.events {
      guard case .call(_, let arguments) = event.kind else { continue }
      guard let target = calls.next() ?? nil, let object = arguments.first else { continue }
      if let property = getters[target] {
        reads.append(Half(property: property, object: object, event: event))
      } else if let property = setters[target], let value = arguments.dropFirst().first,
        let read = reads.last(where: { half in
          half.property == property && half.object == object
            && value != .result(half.event.id) && value.contains { $0 == .result(half.event.id) }
        }), object.isShared
      {
        found.append(
          LockedCompound(
            // What a wrapper keeps has the property's name after an underscore.
            property: object.lastName.map { String($0.drop { $0 == "_" }) } ?? property,
            function: function.name,
            read: read.event.range, write: event.range))
      }
    }
    return found
  }
}

extension Function {
  /// Whether a setter writes what it is given somewhere.
  fileprivate var storesNewValue: Bool {
    events.contains { event in
      guard case .write(_, let value, _) = event.kind else { return false }
      return value.contains { if case .parameter(let index) = $0 { index > 0 } else { false } }
    }
  }
}

extension Operand {
  /// Whether the object was given to the function or is global.
  fileprivate var isShared: Bool {
    if case .field(let object, _, _) = self { return object.isShared }
    if case .parameter = self { return true }
    if case .global = self { return true }
    return false
  }
}
