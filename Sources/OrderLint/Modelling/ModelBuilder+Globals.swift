import MemoryModel

extension ModelBuilder {
  /// The functions that give the globals in use their initial values, in the order in which they run
  /// before everything else: as declared, but what one of them needs comes first.
  ///
  /// - Parameter script: the file whose statements run anyway, in their order.
  mutating func globalInitializers(except script: String?) -> [Int] {
    var known: Set<Int> = []
    translate()
    while known != computed {
      for function in computed.subtracting(known).sorted() { _ = routine(of: function) }
      known = computed
      translate()
    }
    let functions = known.filter { program.functions[$0].range.file != script }
    var ordered: [Int] = []
    var seen: Set<Int> = []
    for function in functions.sorted() {
      add(function, of: functions, to: &ordered, &seen)
    }
    return ordered
  }

  private func add(
    _ function: Int, of all: Set<Int>, to ordered: inout [Int], _ seen: inout Set<Int>
  ) {
    guard seen.insert(function).inserted else { return }
    for needed in initializersNeeded(by: function) where all.contains(needed) {
      add(needed, of: all, to: &ordered, &seen)
    }
    ordered.append(function)
  }

  /// The functions that initialize the globals which the function, or what it calls, mentions.
  private func initializersNeeded(by function: Int) -> [Int] {
    var found: Set<Int> = []
    var reached: Set<Int> = [function]
    var pending = [function]
    while let next = pending.popLast() {
      let source = program.functions[next]
      for event in source.events {
        for symbol in event.kind.operands.flatMap(\.globals) {
          guard let global = program.globals[symbol],
            let initializer = program.initializer(of: global)
          else { continue }
          found.insert(initializer)
        }
        if case .call(let callee, _) = event.kind,
          let target = program.resolve(callee, from: source), reached.insert(target).inserted
        {
          pending.append(target)
        }
      }
    }
    found.remove(function)
    return found.sorted()
  }
}

extension Program {
  /// The function that computes the initial value of a global, if a function does.
  func initializer(of global: Global) -> Int? {
    functions(of: global.symbol + ".init").first { number in
      let function = functions[number]
      return function.language == .swift && function.kind == .initializer
        && function.parameters.isEmpty
    }
  }
}

extension Operand {
  /// The globals that the operand mentions.
  fileprivate var globals: [String] {
    if case .global(let symbol) = self { return [symbol] }
    return children.flatMap(\.globals)
  }
}
