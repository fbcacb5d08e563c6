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
  private var origins: [Int: OrderOrigins] = [:]

  init(program: Program) { self.program = program }

  /// A parameter that is used as an order.
  private struct Forwarded: Hashable {
    var function: Int
    var parameter: Int
  }

  mutating func find() -> [VariableOrder] {
    var pending: [Forwarded] = []
    for (number, function) in program.functions.enumerated() where function.language != .swift {
      for event in function.events {
        for case .operand(let operand) in event.kind.orderings.map(\.value) {
          switch origin(of: operand, in: number) {
          case .constant, .unknown: break
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
        switch origin(of: arguments[next.parameter], in: caller) {
        case .constant, .unknown: break
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

  private mutating func origin(of operand: Operand, in number: Int) -> OrderOrigins.Origin {
    var known = origins[number] ?? OrderOrigins(in: program.functions[number], of: program)
    let origin = known.origin(of: operand)
    origins[number] = known
    return origin
  }

  private func callSites() -> [Int: [(caller: Int, event: Event, arguments: [Operand])]] {
    var sites: [Int: [(caller: Int, event: Event, arguments: [Operand])]] = [:]
    for (number, function) in program.functions.enumerated() where function.language != .swift {
      for event in function.events {
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
