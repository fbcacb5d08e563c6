import MemoryModel

/// In the IR, `nil` is 0. For pointers that is exact. Where a number can be `nil`, a 0 would be taken
/// for it, so control that makes one comes to an obstacle.
extension RoutineBuilder {
  mutating func refuseZero(
    _ operand: Operand, asOptional isOptional: Bool, at range: SourceRange
  ) throws(Unsupported) {
    guard isOptional, function.language == .swift, isNumber(operand) else { return }
    let value = try operands.value(operand)
    var place = ModelPlace(range: range, function: function.name, language: .swift)
    place.obstacle =
      "an optional number that is 0, which is not told from nil here; use other numbers"
    let origin = owner.place(place)
    let (obstacle, rest) = (blocks.count, blocks.count + 1)
    blocks.append(ConcurrentProgram.Block([], .unreachable, origin: origin))
    splitBlock(.branch(value, then: rest, else: obstacle), origin)
  }

  /// Whether the function returns `nil` somewhere.
  var returnsNull: Bool { nulls.isReturned }

  func isAssignedNull(_ local: LocalID) -> Bool { nulls.assigned.contains(local) }

  /// Whether the place is a variable or field that is declared as an optional number.
  func isOptionalNumber(_ address: Operand) -> Bool {
    guard let type = declaredType(of: address), type.hasSuffix("?") else { return false }
    return Self.numbers.contains(String(type.dropLast()))
  }

  private func isNumber(_ operand: Operand) -> Bool {
    var seen: Set<LocalID> = []
    return isNumber(operand, &seen)
  }

  /// Whether the value is certainly none that may be `nil`: all that it is made of are numbers.
  private func isNumber(_ operand: Operand, _ seen: inout Set<LocalID>) -> Bool {
    switch operand {
    case .integer, .binary, .not, .exchanged: return true
    case .result(let id):
      guard let type = nulls.read[id].flatMap(declaredType) else {
        return nulls.numbers.contains(id)
      }
      return Self.numbers.contains(type) || !type.hasSuffix("?") && nulls.numbers.contains(id)
    case .parameter(let index):
      guard function.parameters.indices.contains(index) else { return false }
      return function.parameters[index].type.map { Self.numbers.contains($0) } ?? false
    case .local(let local):
      guard let values = nulls.values[local] else { return false }
      guard seen.insert(local).inserted else { return true }
      return values.allSatisfy { isNumber($0, &seen) }
    case .null, .global, .slot, .field, .element, .function, .unknown:
      return false
    }
  }

  private func declaredType(of address: Operand) -> String? {
    switch address {
    case .field(_, let record, let name):
      owner.program.records[record]?.fields.first { $0.name == name }?.type
    case .global(let symbol): owner.program.globals[symbol]?.type
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .element, .function, .not,
      .binary, .unknown:
      nil
    }
  }

  private static let numbers: Set<String> = [
    "Int", "UInt", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Bool",
  ]
}

/// Where a function of Swift makes `nil`, and where it reads what may be that.
struct NullUses {
  private(set) var isReturned = false
  private(set) var assigned: Set<LocalID> = []
  /// The places whose old values events give.
  private(set) var read: [EventID: Operand] = [:]
  /// Events that give numbers by the types of what they read or call.
  private(set) var numbers: Set<EventID> = []
  /// What is assigned to locals.
  private(set) var values: [LocalID: [Operand]] = [:]

  init(_ function: Function) {
    guard function.language == .swift else { return }
    for block in function.blocks {
      isReturned = isReturned || block.terminator == .return(.null)
      for event in block.events {
        if case .integer? = event.layout { numbers.insert(event.id) }
        switch event.kind {
        case .assign(let local, let value):
          values[local, default: []].append(value)
          if value == .null { assigned.insert(local) }
        case .read(let address, _), .update(let address, _, _, _): read[event.id] = address
        case .write, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
          .join, .call, .opaque:
          break
        }
      }
    }
  }
}
