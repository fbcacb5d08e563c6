import MemoryModel

extension ModelBuilder {
  /// The static object of a global.
  mutating func object(_ symbol: String) throws(Unsupported) -> Int {
    if let known = objectNumbers[symbol] { return known }
    guard let global = program.globals[symbol] else {
      throw Unsupported("the variable '\(symbol)', which is not defined in these files")
    }
    let layout = recordLayouts.layout(of: global)
    guard layout.cells <= 1 << 16 else {
      throw Unsupported("'\(global.name)' of \(layout.cells) cells; make it smaller")
    }
    let number = objects.count
    objectNumbers[symbol] = number
    objects.append(
      ConcurrentProgram.StaticObject(
        name: global.name,
        initialValues: Array(repeating: .constant(0), count: max(layout.cells, 1)),
        cellNames: layout.cellNames(of: global.name)))
    do throws(Unsupported) {
      let values = try initialValues(of: global) { $0.cell(of: .object(number)) }
      objects[number].initialValues = values
    } catch {
      if let initializer = program.initializer(of: global) {
        computed.insert(initializer)
        return number
      }
      objectNumbers[symbol] = nil
      throw error
    }
    return number
  }

  /// What the cells of a variable start with.
  ///
  /// - Parameter cell: the cell of the variable that a value is the address of.
  mutating func initialValues(
    of global: Global, _ cell: (ConcurrentProgram.Value) -> Int?
  ) throws(Unsupported) -> [ConcurrentProgram.Value] {
    let cells = max(recordLayouts.layout(of: global).cells, 1)
    guard cells <= 1 << 16 else {
      throw Unsupported("'\(global.name)' of \(cells) cells; make it smaller")
    }
    var values = Array(repeating: ConcurrentProgram.Value.constant(0), count: cells)
    if let block = global.initializer {
      try run(block, of: global, into: &values, cell)
      return values
    }
    if let value = global.initialValue {
      values[recordLayouts.valueCell(of: global)] = .constant(Int(value))
      return values
    }
    for (cell, value) in try recordLayouts.defaults(of: global) where values.indices.contains(cell)
    {
      values[cell] = .constant(Int(value))
    }
    return values
  }

  /// An initializer is writes of constants.
  private mutating func run(
    _ block: Block, of global: Global, into values: inout [ConcurrentProgram.Value],
    _ cell: (ConcurrentProgram.Value) -> Int?
  ) throws(Unsupported) {
    let function = Function(
      symbol: global.symbol, name: global.name, language: .c,
      range: block.events.first?.range
        ?? SourceRange(
          file: "", start: SourcePosition(line: 1, column: 1),
          end: SourcePosition(line: 1, column: 1)))
    for event in block.events {
      guard case .write(let address, let value, _) = event.kind else {
        throw Unsupported("the initializer of '\(global.name)'")
      }
      var operands = OperandLowering(function: function, owner: self)
      let place = try operands.place(address)
      let stored = try operands.value(value)
      self = operands.owner
      guard let cell = cell(place.address), stored.isConstant else {
        throw Unsupported("the initializer of '\(global.name)'")
      }
      guard cell >= 0, cell < values.count else { continue }
      if let view = place.view {
        let parts = view.parts(of: stored) { values[min(cell + $0, values.count - 1)] }
        for (index, part) in parts.enumerated() where values.indices.contains(cell + index) {
          values[cell + index] = part
        }
        continue
      }
      let count = min(max(event.layout?.cells ?? 1, 1), values.count - cell)
      for index in cell..<(cell + count) { values[index] = stored }
    }
  }
}

extension ConcurrentProgram.Value {
  /// How many cells lie between an address and the value, if the value is computed from it so.
  func cell(of base: Self) -> Int? {
    if self == base { return 0 }
    switch self {
    case .address(let object, let cell):
      guard case .address(object, let start) = base else { return nil }
      return cell &- start
    case .binary(.add, let inner, .constant(let offset)):
      return inner.cell(of: base).map { $0 &+ offset / ConcurrentProgram.cellSize }
    case .constant, .register, .routine, .not, .binary, .unsigned, .wrapped: return nil
    }
  }

  fileprivate var isConstant: Bool {
    switch self {
    case .constant, .address, .routine: true
    case .register: false
    case .not(let inner), .wrapped(let inner, _): inner.isConstant
    case .binary(_, let left, let right), .unsigned(_, let left, let right):
      left.isConstant && right.isConstant
    }
  }
}

extension Layout {
  /// What a reader calls the cells of a variable: all of them, or none if there are very many.
  func cellNames(of name: String) -> [String] {
    guard cells <= 4096 else { return [] }
    switch self {
    case .integer, .scalar, .unsupported, .atomic, .bits: return [name]
    case .parts(let parts, _): return parts.map { _ in name }
    case .record(let fields), .packed(let fields): return cellNames(of: fields, in: name)
    case .array(let element, let count):
      guard count > 0, element.cells > 0 else { return [] }
      return (0..<count).flatMap { element.cellNames(of: "\(name)[\($0)]") }
    }
  }

  /// A cell that bit-fields share is called after them all, one that members of a union share after
  /// the member that names it alone.
  private func cellNames(of fields: [Field], in name: String) -> [String] {
    var names = [String?](repeating: nil, count: cells)
    var bits: [Int: [String]] = [:]
    for (field, offset) in Self.placed(fields) {
      switch field.layout {
      case .parts: continue
      case .bits: bits[offset, default: []].append(field.name)
      case .integer, .scalar, .unsupported, .atomic, .record, .array, .packed:
        for (cell, called) in field.layout.cellNames(of: "\(name).\(field.name)").enumerated()
        where names.indices.contains(offset &+ cell) && names[offset &+ cell] == nil {
          names[offset &+ cell] = called
        }
      }
    }
    return names.enumerated().map { cell, known in
      if let known { return known }
      guard let shared = bits[cell] else { return name }
      return "\(name).\(shared.joined(separator: "/"))"
    }
  }
}
