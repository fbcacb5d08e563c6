import MemoryModel

/// What the orders that one function names are computed from.
struct OrderOrigins {
  enum Origin: Hashable {
    /// Nil if it is computed.
    case constant(Int64?)
    case parameters(Set<Int>)
    case variable(VariableOrder.Source)
    /// What the front end could not express, or code that is not in view, decides.
    case unknown
  }

  /// What a local variable may hold, and nothing for a variable that only holds what it held before.
  private typealias Origins = Set<Origin>

  private let program: Program
  /// Everything that is assigned to each local variable.
  private let values: [LocalID: [Operand]]
  /// What the events that read are given.
  private let addresses: [EventID: Operand]
  private var known: [LocalID: Origins] = [:]

  init(in function: Function, of program: Program) {
    self.program = program
    var values: [LocalID: [Operand]] = [:]
    var addresses: [EventID: Operand] = [:]
    for event in function.events {
      if case .assign(let local, let value) = event.kind {
        values[local, default: []].append(value)
      }
      if case .read(let address, _) = event.kind { addresses[event.id] = address }
    }
    self.values = values
    self.addresses = addresses
  }

  mutating func origin(of operand: Operand) -> Origin {
    settle(operand)
    return join(origins(of: operand))
  }

  /// Finds what the variables hold that the operand depends on. Variables may hold each other's
  /// values, so this goes on until nothing is added.
  private mutating func settle(_ operand: Operand) {
    let locals = dependencies(of: operand)
    var changes = !locals.isEmpty
    while changes {
      changes = false
      for local in locals {
        let before = known[local] ?? []
        let after = (values[local] ?? []).reduce(into: before) { $0.formUnion(origins(of: $1)) }
        guard after != before else { continue }
        known[local] = after
        changes = true
      }
    }
  }

  /// Variables that are not settled yet, those that others depend on first.
  private func dependencies(of operand: Operand) -> [LocalID] {
    var found: [LocalID] = []
    var seen: Set<LocalID> = []
    var pending = operand.variables.map { (local: $0, isEntered: false) }
    while let (local, isEntered) = pending.popLast() {
      if isEntered {
        found.append(local)
      } else if known[local] == nil, seen.insert(local).inserted {
        pending.append((local, true))
        pending += (values[local] ?? []).flatMap(\.variables).map { ($0, false) }
      }
    }
    return found
  }

  private func origins(of operand: Operand) -> Origins {
    switch operand {
    case .integer(let number): [.constant(number)]
    case .parameter(let index): [.parameters([index])]
    case .local(let local): values[local] == nil ? [.unknown] : known[local] ?? []
    case .result(let event): [origin(ofResult: event)]
    case .not(let inner): computed([origins(of: inner)])
    case .binary(_, let left, let right): computed([origins(of: left), origins(of: right)])
    case .null, .exchanged, .global, .slot, .field, .element, .function, .unknown: [.unknown]
    }
  }

  /// What may be any of several: different constants are a choice.
  private func join(_ origins: Origins) -> Origin {
    if origins.isEmpty || origins.contains(.unknown) { return .unknown }
    if origins.contains(.constant(nil)), origins.count > 1 { return .unknown }
    let parameters = origins.reduce(into: Set<Int>()) { set, origin in
      if case .parameters(let used) = origin { set.formUnion(used) }
    }
    // Who gives one order or passes its own on is a wrapper.
    if !parameters.isEmpty { return .parameters(parameters) }
    let variables = origins.filter { if case .variable = $0 { true } else { false } }
    if let stored = variables.first(where: { $0 != .variable(.chosen) }), variables.count == 1 {
      return stored
    }
    if !variables.isEmpty { return .variable(.chosen) }
    return origins.count == 1 ? origins.first ?? .unknown : .variable(.chosen)
  }

  /// What is computed from several: of constants alone, a constant.
  private func computed(_ parts: [Origins]) -> Origins {
    guard !parts.contains([]) else { return [] }
    let others = parts.map(join).filter { if case .constant = $0 { false } else { true } }
    return others.isEmpty ? [.constant(nil)] : Set(others)
  }

  private func origin(ofResult id: EventID) -> Origin {
    switch addresses[id] {
    case .global(let symbol):
      if let global = program.globals[symbol], global.isConstant {
        return global.initialValue.map { .constant($0) } ?? .unknown
      }
      return .variable(.stored(Operand.global(symbol).lastName ?? symbol))
    case .field(_, _, let name): return .variable(.stored(name))
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .element, .function,
      .not, .binary, .unknown, nil:
      return .unknown
    }
  }
}

extension Operand {
  /// The local variables whose values the operand is computed from.
  fileprivate var variables: [LocalID] {
    switch self {
    case .local(let local): [local]
    case .not(let inner): inner.variables
    case .binary(_, let left, let right): left.variables + right.variables
    case .integer, .null, .parameter, .result, .exchanged, .global, .slot, .field, .element,
      .function, .unknown:
      []
    }
  }
}
