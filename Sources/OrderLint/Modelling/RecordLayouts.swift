/// Layouts of records, from the front end if it gave them, else from the records' fields.
struct RecordLayouts: Sendable {
  private let program: Program
  /// Whether members of a union share cells, so that a cell may hold what another member was given.
  let hasUnions: Bool

  init(_ program: Program) {
    self.program = program
    hasUnions = program.layouts.values.contains(where: \.sharesCells)
  }

  /// The layout of an object of a record type. In Swift a class's object, not a reference to one.
  func layout(ofRecord name: String) -> Layout? {
    if let known = program.layouts[name] { return known }
    guard let record = program.records[name] else { return isLibraryMutex(name) ? Self.mutex : nil }
    var room = Room()
    return .record(fields(of: record, depth: 0, &room))
  }

  /// A lock and the value it guards, in Swift.
  private static let mutex = Layout.record([
    Layout.Field(name: "lock", layout: .scalar), Layout.Field(name: "value", layout: .scalar),
  ])

  /// Whether the type is the lock of Swift's library, and not a type of the program's.
  func isLibraryMutex(_ type: String) -> Bool {
    (type == "Mutex" || type.hasPrefix("Mutex<")) && program.records["Mutex"] == nil
  }

  /// Records in records may have many more fields than text.
  private struct Room {
    var fields = 1 << 14
  }

  private func fields(of record: Record, depth: Int, _ room: inout Room) -> [Layout.Field] {
    record.fields.map { field in
      Layout.Field(name: field.name, layout: layout(of: field, depth: depth + 1, &room))
    }
  }

  private func layout(of field: Record.Field, depth: Int, _ room: inout Room) -> Layout {
    field.layout ?? storedLayout(of: field.type, depth: depth, &room)
  }

  /// What a variable or field of the type holds: records inside are laid out, references are not.
  private func storedLayout(of type: String?, depth: Int, _ room: inout Room) -> Layout {
    room.fields -= 1
    guard room.fields > 0 else { return .unsupported("a record of very many fields") }
    if let type, isLibraryMutex(type), !type.hasSuffix("?") { return Self.mutex }
    guard depth < 16, let type, let name = Embedding.recordName(of: type),
      let record = program.records[name], !record.isReference, !type.hasSuffix("?"),
      !type.hasSuffix("!"),
      !record.fields.isEmpty
    else { return .scalar }
    return .record(fields(of: record, depth: depth, &room))
  }

  /// The layout of a variable with static storage. A Swift variable that holds an object stands for
  /// the object.
  func layout(of global: Global) -> Layout {
    if let layout = global.layout ?? global.valueLayout { return layout }
    guard let name = recordName(of: global), let layout = layout(ofRecord: name) else {
      return .scalar
    }
    return layout
  }

  /// The values that the cells of a variable start with.
  func defaults(of global: Global) throws(Unsupported) -> [Int: Int64] {
    if global.layout != nil { return [:] }
    // The function that a captured variable belongs to gives it its value.
    if isCaptured(global) { return [:] }
    guard let name = recordName(of: global), let record = program.records[name] else {
      throw Unsupported(
        "the initial value of '\(global.name)', which is no constant; "
          + "give it its value in an `// orderlint:init` function")
    }
    if program.functions.contains(where: {
      $0.kind == .initializer && $0.symbol.hasPrefix("\(name).")
    }) {
      throw Unsupported(
        "the initializer that '\(global.name)' is made with; give the fields of '\(name)' their "
          + "values in the declaration, or make the object in an `// orderlint:init` function")
    }
    if global.isComputed {
      throw Unsupported(
        "the initial value of '\(global.name)', which is no constant; "
          + "give it its value in an `// orderlint:init` function")
    }
    if let field = record.fields.first(where: \.isComputed) {
      throw Unsupported(
        "the initial value of '\(global.name).\(field.name)', which is no constant; "
          + "make '\(global.name)' in an `// orderlint:init` function")
    }
    var values: [Int: Int64] = [:]
    var offset = 0
    var room = Room()
    for field in record.fields {
      let layout = layout(of: field, depth: 1, &room)
      if let value = field.initialValue {
        values[layout == Self.mutex ? offset &+ 1 : offset] = value
      }
      offset &+= layout.cells
    }
    return values
  }

  /// The record that a variable holds or, in Swift, refers to: as it is declared, or else as used.
  private func recordName(of global: Global) -> String? {
    if let type = global.type {
      return type.hasSuffix("?") || type.hasSuffix("!") ? nil : Embedding.recordName(of: type)
    }
    for function in program.functions {
      for event in function.events {
        for operand in event.kind.operands {
          if let record = operand.record(at: .global(global.symbol)) { return record }
        }
      }
    }
    return nil
  }

  /// The cell that the initial value of a variable is for.
  func valueCell(of global: Global) -> Int { layout(of: global) == Self.mutex ? 1 : 0 }

  /// A local variable that a closure captures: `function.name`, not `Type.name`.
  func isCaptured(_ global: Global) -> Bool {
    global.layout == nil && global.declaration != nil
  }

  /// The field of an object, however the front end names the record it belongs to.
  func field(
    _ name: String, of record: String, in function: Function
  ) throws(Unsupported) -> (offset: Int, layout: Layout) {
    if record == Embedding.tuple, function.language == .swift, let position = Int(name) {
      return (position, .scalar)
    }
    guard let layout = recordLayout(record, in: function), let field = layout.element.field(name)
    else {
      if case .unsupported(let reason)? = recordLayout(record, in: function)?.element {
        throw Unsupported("\(reason), in the field '\(name)' of '\(record)'")
      }
      throw Unsupported(
        "the field '\(name)' of '\(record)', whose layout is not known")
    }
    return field
  }

  private func recordLayout(_ record: String, in function: Function) -> Layout? {
    if let known = layout(ofRecord: record) { return known }
    // Records without a name go by what they were declared for.
    if let layout = program.globals[record]?.layout { return layout }
    if record.hasPrefix(function.symbol + ".") {
      let local = record.dropFirst(function.symbol.count + 1)
      return function.locals.first { $0.name == local }?.layout
    }
    for dot in record.indices where record[dot] == "." {
      if let outer = layout(ofRecord: String(record[..<dot])),
        let field = outer.field(String(record[record.index(after: dot)...]))
      {
        return field.layout
      }
    }
    return nil
  }
}

extension Layout {
  /// Whether two members that are not bits of one number begin in one cell.
  fileprivate var sharesCells: Bool {
    guard case .record(let fields) = self else { return false }
    var end = 0
    for (field, offset) in Self.placed(fields) {
      if case .bits = field.layout { continue }
      if offset < end || field.layout.sharesCells { return true }
      end = offset &+ field.layout.cells
    }
    return false
  }
}

extension Operand {
  /// The record whose field is taken of an address, anywhere in the operand.
  fileprivate func record(at address: Operand) -> String? {
    if case .field(address, let record, _) = self { return record }
    return children.lazy.compactMap { $0.record(at: address) }.first
  }
}
