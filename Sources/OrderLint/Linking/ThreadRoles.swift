/// Which threads run a function, as far as the program starts them itself.
struct ThreadRoles: Sendable {
  /// For each function, the entries of the threads that run it, and `outside` for whoever calls
  /// what nobody in the program calls.
  private var roles: [Set<Int>]
  /// Entries that are started again while they may still run.
  let repeated: Set<Int>

  private static let outside = -1

  init(of program: Program, _ graph: CallGraph, _ calls: RepeatedCalls) {
    roles = Array(repeating: [], count: program.functions.count)
    repeated = program.repeatedlySpawnedEntries(calls)
    for entry in graph.threadEntries.sorted() { spread(entry, from: [entry], graph) }
    let callers = program.functions.indices.filter {
      graph.callerCounts[$0] == 0 && !graph.threadEntries.contains($0)
    }
    spread(Self.outside, from: callers, graph)
  }

  private mutating func spread(_ role: Int, from start: [Int], _ graph: CallGraph) {
    var pending = start
    while let next = pending.popLast() {
      guard roles[next].insert(role).inserted else { continue }
      pending += graph.callees[next]
    }
  }

  /// Whether only threads that the program starts itself run the function.
  func isOnlyStarted(_ function: Int) -> Bool {
    !roles[function].isEmpty && !roles[function].contains(Self.outside)
  }

  func areDisjoint(_ first: Int, _ second: Int) -> Bool {
    roles[first].isDisjoint(with: roles[second])
  }

  /// Whether the program itself starts threads that run the two functions at the same time.
  func overlap(_ first: Int, _ second: Int) -> Bool {
    roles[first].contains { a in
      roles[second].contains { b in a == b ? repeated.contains(a) : true }
    }
  }
}

extension Program {
  /// Whether any function starts a thread.
  var startsThreads: Bool {
    traits.contains { $0.contains(.spawns) }
  }

  /// Functions that threads run of which two are started with no wait between.
  func repeatedlySpawnedEntries(_ calls: RepeatedCalls) -> Set<Int> {
    var found: Set<Int> = []
    for (number, function) in functions.enumerated() where traits[number].contains(.spawns) {
      var symbols = function.repeatedlySpawned
      for event in function.events {
        guard case .spawn(.function(let symbol), let arguments) = event.kind,
          arguments.contains(where: { calls.give($0, of: number) })
        else { continue }
        symbols.insert(symbol)
      }
      for symbol in symbols {
        if let entry = resolve(symbol: symbol, from: function) { found.insert(entry) }
      }
    }
    return found
  }
}
