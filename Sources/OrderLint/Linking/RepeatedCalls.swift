/// Calls in loops of functions that start threads: what they start runs beside what they started
/// before.
struct RepeatedCalls: Sendable {
  /// By function that is called again with no wait between: the parameters that are given the same
  /// each time.
  private var same: [Int: Set<Int>] = [:]

  init(of program: Program, _ graph: CallGraph) {
    let starting = Set(
      program.functions.indices.filter { number in
        program.functions[number].leavesThreads
      })
    guard !starting.isEmpty else { return }
    for (caller, function) in program.functions.enumerated()
    where graph.callees[caller].contains(where: starting.contains) {
      for (number, block) in function.blocks.enumerated() {
        for event in block.events {
          guard case .call(.direct(let symbol), let arguments) = event.kind,
            let callee = program.resolve(symbol: symbol, from: function),
            starting.contains(callee), function.recurs(number),
            !program.waits(in: function, around: number)
          else { continue }
          let changing = function.assigned(inLoopsAround: number)
          same[callee, default: []].formUnion(
            arguments.indices.filter { arguments[$0].isSameEachTime(besides: changing) })
        }
      }
    }
  }

  /// Whether a function that is called again starts threads that it gives the operand, and the
  /// operand is the same each time.
  func give(_ argument: Operand, of spawner: Int) -> Bool {
    guard case .parameter(let index) = argument else { return false }
    return same[spawner]?.contains(index) == true
  }
}

extension Function {
  /// Whether the function starts threads and does not wait for them.
  fileprivate var leavesThreads: Bool { startsThreads && !events.contains(where: \.waits) }
}

extension Program {
  /// Whether the loops around a block wait for threads, in the function or in what it calls there.
  fileprivate func waits(in function: Function, around block: Int) -> Bool {
    function.blocks(from: block, backTo: block).contains { number in
      function.blocks[number].events.contains { event in
        guard !event.waits else { return true }
        guard case .call(.direct(let symbol), _) = event.kind,
          let callee = resolve(symbol: symbol, from: function)
        else { return false }
        return functions[callee].blocks.contains { $0.events.contains(where: \.waits) }
      }
    }
  }
}

extension Event {
  /// Whether the event waits for another thread.
  fileprivate var waits: Bool {
    switch kind {
    case .join: true
    case .call(let callee, _):
      role == .waits || role == .meets || callee.name.map(CalleeName.waitsForThread) == true
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .opaque:
      false
    }
  }
}

extension Event.Callee {
  /// The name that the call is written with; nil of a call through a pointer.
  var name: String? {
    switch self {
    case .direct(let name), .member(let name): name
    case .indirect: nil
    }
  }
}

extension Operand {
  /// Whether the operand names one object however often the loop goes round.
  fileprivate func isSameEachTime(besides changing: Set<Operand>) -> Bool {
    switch self {
    case .parameter, .global: true
    case .local, .slot: !changing.contains(self)
    case .field(let base, _, _): base.isSameEachTime(besides: changing)
    case .integer, .null, .result, .exchanged, .element, .function, .not, .binary, .unknown: false
    }
  }
}
