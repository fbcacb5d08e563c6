import MemoryModel

/// Records that atomics hold: a pointer with a count beside it. Each is one value in one cell.
extension RoutineBuilder {
  static let recordOfOtherType = Unsupported(
    "an atomic access to a record whose type is not atomic; declare it _Atomic")

  func holdsRecord(_ event: Event) -> Bool {
    if case .atomic? = event.layout { true } else { false }
  }

  /// One value for all cells of a record.
  func pack(_ record: (first: Int, cells: Int), _ origin: Int) -> ConcurrentProgram.Value {
    var value = ConcurrentProgram.Value.register(record.first + max(record.cells, 1) - 1)
    for cell in (0..<max(record.cells - 1, 0)).reversed() {
      value = .unsigned(.pair, .register(record.first + cell), value)
    }
    return value
  }

  /// The cells of a record that a register holds become what the event gives.
  mutating func unpack(_ register: Int, cells: Int, of event: Event, _ origin: Int) {
    let first = makeRegister(max(cells, 1))
    operands.registers.records[event.id] = (first, cells)
    var rest = ConcurrentProgram.Value.register(register)
    for cell in 0..<max(cells, 1) {
      let isLast = cell >= cells - 1
      emit(
        .compute(
          into: first + cell, isLast ? rest : .unsigned(.first, rest, .constant(0))), origin)
      rest = .unsigned(.second, rest, .constant(0))
    }
  }

  /// A value, or all of a record as one.
  mutating func whole(
    _ operand: Operand, of event: Event, _ origin: Int
  ) throws(Unsupported) -> ConcurrentProgram.Value {
    guard holdsRecord(event), let record = operands.record(operand) else {
      return try operands.value(operand)
    }
    return pack(record, origin)
  }

  mutating func exchangeRecord(_ event: Event, _ origin: Int) throws(Unsupported) {
    guard case .update(let address, .exchange, let operand, let ordering) = event.kind,
      let record = operands.record(operand)
    else { throw Unsupported("arithmetic on an atomic record") }
    let old = makeRegister()
    emit(
      .update(
        ConcurrentProgram.Update(
          into: old, at: try operands.value(address), .exchange, pack(record, origin),
          try order(ordering))), origin)
    unpack(old, cells: record.cells, of: event, origin)
  }
}
