import MemoryModel

/// An operation whose order is chosen at run time: no caller in view passes it as a constant, and
/// nothing else makes it one.
public struct VariableOrder: Sendable {
  public enum Source: Hashable, Sendable {
    /// One of several constants, or a computation.
    case chosen
    /// Read from the variable or field of that name.
    case stored(String)
  }

  public var source: Source
  public var kind: Operation.Kind?
  /// The function that is given the order, if the place is a call.
  public var callee: String?
  /// What it works on, if it is an operation.
  public var object: String?
  public var range: SourceRange
  public var function: String
}

extension RuleContext {
  /// Operations of C and C++ whose orders are no constants, in source order. In Swift such code does
  /// not compile.
  public func variableOrders() -> [VariableOrder] {
    var finder = VariableOrderFinder(program: analysis.program)
    return finder.find()
  }
}

/// Follows orders from operations to what they are computed from, through functions that only pass
/// them on.
struct VariableOrderFinder {
  let program: Program
  private var found: [SourceRange: VariableOrder] = [:]

  init(program: Program) { self.program = program }

  /// A parameter that is used as an order.
  private struct Forwarded: Hashable {
    var function: Int
    var parameter: Int
  }

  private enum Origin: Hashable {
    /// Nil if it is computed.
    case constant(Int64?)
    /// A variable's own value before.
    case itself
    case parameters(Set<Int>)
    case variable(VariableOrder.Source)
    /// What the front end could not express, or code that is not in view, decides.
    case unknown
  }

  mutating func find() -> [VariableOrder] {
    var pending: [Forwarded] = []
    for (number, function) in program.functions.enumerated() where function.language != .swift {
      for event in function.blocks.lazy.flatMap(\.events) {
        for case .operand(let operand) in event.kind.orderings.map(\.value) {
          switch origin(of: operand, in: function) {
          case .constant, .itself, .unknown: break
          case .parameters(let used):
            pending += used.sorted().map { Forwarded(function: number, parameter: $0) }
          case .variable(let source): report(event, in: function, source)
          }
        }
      }
    }
    follow(pending)
    return found.values.sorted { $0.range < $1.range }
  }

  /// Looks at what the callers of forwarding functions pass.
  private mutating func follow(_ start: [Forwarded]) {
    let calls = callSites()
    var seen = Set(start)
    var pending = start
    while let next = pending.popLast() {
      for (caller, event, arguments) in calls[next.function] ?? [] {
        guard arguments.indices.contains(next.parameter) else { continue }
        let function = program.functions[caller]
        switch origin(of: arguments[next.parameter], in: function) {
        case .constant, .itself, .unknown: break
        case .parameters(let used):
          for parameter in used.sorted() {
            let further = Forwarded(function: caller, parameter: parameter)
            if seen.insert(further).inserted { pending.append(further) }
          }
        case .variable(let source):
          report(event, in: function, source, callee: program.functions[next.function].name)
        }
      }
    }
  }

  private func callSites() -> [Int: [(caller: Int, event: Event, arguments: [Operand])]] {
    var sites: [Int: [(caller: Int, event: Event, arguments: [Operand])]] = [:]
    for (number, function) in program.functions.enumerated() where function.language != .swift {
      for event in function.blocks.lazy.flatMap(\.events) {
        guard case .call(let callee, let arguments) = event.kind,
          let target = program.resolve(callee, from: function)
        else { continue }
        sites[target, default: []].append((number, event, arguments))
      }
    }
    return sites
  }

  private mutating func report(
    _ event: Event, in function: Function, _ source: VariableOrder.Source, callee: String? = nil
  ) {
    // Who chooses by the order that callers give derives it: `order == seq_cst ? … : …`.
    guard found[event.range] == nil, source != .chosen || !function.branchesOnOrder else { return }
    found[event.range] = VariableOrder(
      source: source, kind: event.operationKind, callee: callee,
      object: event.kind.operands.first.flatMap { callee == nil ? $0.lastName : nil },
      range: event.range, function: function.name)
  }

  // MARK: What an order is computed from

  private func origin(
    of operand: Operand, in function: Function, besides seen: Set<LocalID> = []
  ) -> Origin {
    switch operand {
    case .integer(let number): return .constant(number)
    case .parameter(let index): return .parameters([index])
    case .local(let local):
      guard !seen.contains(local) else { return .itself }
      let values = function.values(of: local)
      guard !values.isEmpty else { return .unknown }
      let inner = seen.union([local])
      return join(values.map { origin(of: $0, in: function, besides: inner) })
    case .result(let event): return origin(ofResult: event, in: function)
    case .not(let inner): return computed([origin(of: inner, in: function, besides: seen)])
    case .binary(_, let left, let right):
      return computed([left, right].map { origin(of: $0, in: function, besides: seen) })
    case .null, .exchanged, .global, .slot, .field, .element, .function, .unknown: return .unknown
    }
  }

  /// What may be any of several: different constants are a choice.
  private func join(_ all: [Origin]) -> Origin {
    let origins = Set(all.filter { $0 != .itself })
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
  private func computed(_ parts: [Origin]) -> Origin {
    let others = parts.filter { if case .constant = $0 { false } else { true } }
    return others.isEmpty ? .constant(nil) : join(others)
  }

  private func origin(ofResult id: EventID, in function: Function) -> Origin {
    let event = function.blocks.lazy.flatMap(\.events).first { $0.id == id }
    guard case .read(let address, _)? = event?.kind else { return .unknown }
    switch address {
    case .global(let symbol):
      if let global = program.globals[symbol], global.isConstant {
        return global.initialValue.map { .constant($0) } ?? .unknown
      }
      return .variable(.stored(address.lastName ?? symbol))
    case .field(_, _, let name): return .variable(.stored(name))
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .element, .function,
      .not, .binary, .unknown:
      return .unknown
    }
  }
}

extension Function {
  /// Whether a branch depends on a parameter that is an order by its type or its name.
  fileprivate var branchesOnOrder: Bool {
    let orders = parameters.indices.filter { parameters[$0].isOrder }
    return blocks.contains { block in
      switch block.terminator {
      case .branch(let value, _, _), .switch(let value, _, _):
        value.contains {
          if case .parameter(let index) = $0 { orders.contains(index) } else { false }
        }
      case .jump, .return, .unreachable: false
      }
    }
  }

  /// Everything that is assigned to a local variable.
  fileprivate func values(of local: LocalID) -> [Operand] {
    blocks.flatMap { block in
      block.events.compactMap { event in
        if case .assign(local, let value) = event.kind { value } else { nil }
      }
    }
  }
}

extension Event {
  fileprivate var operationKind: Operation.Kind? {
    switch kind {
    case .read: .load
    case .write: .store
    case .update: .update
    case .compareExchange: .compareExchange
    case .fence: .fence
    case .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: nil
    }
  }
}

extension Parameter {
  fileprivate var isOrder: Bool {
    if type?.hasSuffix("memory_order") == true { return true }
    let words: Set<String> = ["mo", "order", "ordering", "memorder", "model"]
    return NameWords.words(of: name).contains { words.contains($0) }
  }
}
