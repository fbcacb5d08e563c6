/// Parameters that are functions and that a function only calls, or passes to functions that only
/// call them: what is given for one runs during the call, on the same thread.
struct InvokedParameters: Sendable {
  /// A parameter that a function passes on.
  struct Forwarding: Sendable {
    var function: Int
    var parameter: Int
    var target: Int
    var targetParameter: Int
  }

  private var invoked: [Int: Set<Int>] = [:]

  init() {}

  init(of program: Program, forwardings: [Forwarding]) {
    for (number, function) in program.functions.enumerated()
    where program.traits[number].contains(.callsParameter) {
      for parameter in function.calledParameters where isOnlyInvoked(parameter, of: number, program)
      {
        invoked[number, default: []].insert(parameter)
      }
    }
    // Wrappers of wrappers: each round reaches one level more.
    for _ in 0..<Self.levels {
      var grew = false
      for link in forwardings where self[link.target].contains(link.targetParameter) {
        guard !self[link.function].contains(link.parameter),
          isOnlyInvoked(link.parameter, of: link.function, program)
        else { continue }
        invoked[link.function, default: []].insert(link.parameter)
        grew = true
      }
      guard grew else { return }
    }
  }

  private static let levels = 3

  /// The parameters of the function that are only called.
  subscript(function: Int) -> Set<Int> { invoked[function] ?? [] }

  private func isOnlyInvoked(_ parameter: Int, of number: Int, _ program: Program) -> Bool {
    let function = program.functions[number]
    return function.blocks.allSatisfy { block in
      block.events.allSatisfy { event in
        switch event.kind {
        case .call(.indirect(.parameter), let arguments):
          return !arguments.contains { $0.mentions(parameter) }
        case .call(let callee, let arguments):
          let passed = arguments.indices.filter { arguments[$0].mentions(parameter) }
          guard !passed.isEmpty else {
            return !event.kind.operands.contains { $0.mentions(parameter) }
          }
          guard let target = program.resolve(callee, from: function) else { return false }
          return passed.allSatisfy { self[target].contains($0) }
        case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
          .unlock, .spawn, .join, .opaque:
          return !event.kind.operands.contains { $0.mentions(parameter) }
        }
      } && !block.terminator.returns(parameter)
    }
  }
}

extension Function {
  /// Parameters that the function calls.
  fileprivate var calledParameters: Set<Int> {
    var found: Set<Int> = []
    for event in events {
      if case .call(.indirect(.parameter(let index)), _) = event.kind { found.insert(index) }
    }
    return found
  }
}

extension Terminator {
  fileprivate func returns(_ parameter: Int) -> Bool {
    switch self {
    case .return(let value?): value.mentions(parameter)
    case .return(nil), .jump, .branch, .switch, .unreachable: false
    }
  }
}

extension Operand {
  fileprivate func mentions(_ parameter: Int) -> Bool {
    if case .parameter(parameter) = self { return true }
    return children.contains { $0.mentions(parameter) }
  }
}
