/// Records of which code that is not in view is given an object, and may use all of it.
struct OpenRecords {
  private var open: Set<String> = []
  private let program: Program

  init(of program: Program) {
    self.program = program
    // What Swift code that is not in view can name of an object, it declares.
    for function in program.functions where function.language != .swift {
      let reads = Self.reads(of: function)
      for event in function.events {
        guard case .call(let callee, let arguments) = event.kind, event.role == nil,
          program.resolve(callee, from: function) == nil
        else { continue }
        for argument in arguments {
          if let type = type(of: argument, in: function, reads) { add(type) }
        }
      }
    }
  }

  func contains(_ record: String) -> Bool { open.contains(record) }

  private static func reads(of function: Function) -> [EventID: Operand] {
    var found: [EventID: Operand] = [:]
    for event in function.events {
      if case .read(let address, _) = event.kind { found[event.id] = address }
    }
    return found
  }

  /// The type of the object that the operand is the address of, as far as it is known.
  private func type(
    of operand: Operand, in function: Function, _ reads: [EventID: Operand]
  ) -> String? {
    switch operand {
    case .global(let symbol): program.globals[symbol]?.type
    case .parameter(let index):
      function.parameters.indices.contains(index) ? function.parameters[index].type : nil
    case .field(_, let record, let name):
      program.records[record]?.fields.first { $0.name == name }?.type
    case .element(let base, _): type(of: base, in: function, reads)
    case .result(let event): reads[event].flatMap { type(of: $0, in: function, [:]) }
    case .integer, .null, .local, .exchanged, .slot, .function, .not, .binary, .unknown: nil
    }
  }

  /// Adds the record that the type names, and those that its fields hold or point to.
  private mutating func add(_ type: String) {
    var pending = [type]
    while let next = pending.popLast() {
      guard let name = record(named: next), open.insert(name).inserted else { continue }
      pending += program.records[name]?.fields.compactMap(\.type) ?? []
    }
  }

  private func record(named type: String) -> String? {
    if program.records[type] != nil { return type }
    var rest = type[...]
    for word in ["const ", "volatile ", "struct "] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
    }
    let name = rest.prefix { $0 != "*" && $0 != "[" && $0 != "&" && $0 != " " }
    return program.records[String(name)] == nil ? nil : String(name)
  }
}
