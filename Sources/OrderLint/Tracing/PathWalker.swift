/// Walks every path of one function.
struct PathWalker {
  private struct Position {
    var block: Int
    var event: Int
    var state: PathState
    /// Paths of a callee of which the first possible one is to be followed before going on. It is
    /// followed only when its turn comes, which for most paths of large functions is never.
    var callee: [CalleePath] = []
    /// What the path takes here that other paths may take as well; nil if it must be followed.
    var choice: Choice?
  }

  /// One of the ways on from a fork.
  private struct Choice: Hashable {
    enum Fork: Hashable {
      case branch(block: Int)
      case call(EventID)
    }
    var fork: Fork
    /// How often the path has entered the block.
    var round: Int
    var option: Int
  }

  struct CalleePath {
    var path: Trace
    var parameters: [Parameter]
    var arguments: [Value]
    var call: Event
  }

  private let program: Program
  private let callGraph: CallGraph
  private let limits: Tracer.Limits
  private let number: Int
  private let function: Function
  private let exhaustivePaths: Int
  private let given: [Int: String]
  private let sharedSlots: Set<LocalID>
  private let relevance: BranchRelevance
  /// How many blocks each block is from the end of the function.
  private let distances: [Int: Int]
  /// Targets of indifferent branches that some path has taken.
  private var covered: Set<Int> = []
  private var pending: [Position] = []
  /// Ways on from forks that some path has taken.
  private var taken: Set<Choice> = []
  private var traces: [Trace] = []
  private var known: Set<Trace> = []
  private var isTruncated = false
  private var visits = 0
  /// Items copied so far.
  private var work = 0
  private lazy var patienceCounters = function.patienceCounters

  init(tracer: Tracer, function number: Int, given: [Int: String]) {
    self.given = given
    program = tracer.program
    callGraph = tracer.callGraph
    limits = tracer.limits
    self.number = number
    let isClose = tracer.callGraph.closeToAtomics.contains(number)
    exhaustivePaths = isClose ? limits.exhaustivePaths : limits.distantPaths
    function = tracer.program.functions[number]
    sharedSlots = function.sharedSlots
    distances = function.distancesToEnd
    relevance = BranchRelevance(
      of: function, number: number, program: program, callGraph: callGraph)
  }

  mutating func run(_ tracer: inout Tracer) -> Tracer.Result {
    guard !function.blocks.isEmpty else { return Tracer.Result(traces: [], isTruncated: false) }
    pending = [Position(block: 0, event: 0, state: PathState(given: given))]
    while let position = pending.popLast() {
      guard traces.count < limits.rootPaths, visits < limits.visits, work < limits.work else {
        isTruncated = true
        break
      }
      if let choice = position.choice, !taken.insert(choice).inserted, isSparse {
        isTruncated = true
        continue
      }
      advance(position, &tracer)
    }
    return Tracer.Result(traces: traces, isTruncated: isTruncated)
  }

  /// Whether so many paths are known that others are followed only for the sake of a choice that
  /// none of them made. All combinations of what a function's callees can do say little more than
  /// each of them once, and grow without bound.
  private var isSparse: Bool { traces.count >= exhaustivePaths }

  /// Of the ways on, those that are worth following, one at least.
  private mutating func select(_ forks: [Position]) -> [Position] {
    guard isSparse, var first = forks.first else { return forks }
    let fresh = forks.filter { fork in fork.choice.map { !taken.contains($0) } ?? true }
    if fresh.count < forks.count { isTruncated = true }
    guard fresh.isEmpty else { return fresh }
    // The way that says least besides what led here: the shortest.
    let callees = forks.flatMap(\.callee).sorted { $0.path.items.count < $1.path.items.count }
    let distance = { [distances] (fork: Position) in distances[fork.block] ?? .max }
    if callees.isEmpty, let near = forks.min(by: { distance($0) < distance($1) }) { first = near }
    first.choice = nil
    first.callee = callees
    return [first]
  }

  /// Follows one path until it ends or forks; forks go to `pending`, the first alternative on top.
  private mutating func advance(_ start: Position, _ tracer: inout Tracer) {
    var position = start
    if !start.callee.isEmpty {
      guard let joined = followFirst(of: start.callee, from: start.state) else { return }
      position.state = joined
    }
    while true {
      let block = function.blocks[position.block]
      while position.event < block.events.count {
        let event = block.events[position.event]
        position.event += 1
        guard position.state.items.count < limits.rootItems else {
          isTruncated = true
          return
        }
        if case .call(let callee, let arguments) = event.kind {
          if let forks = inline(callee, arguments, event, position, &tracer) {
            pending.append(contentsOf: select(forks).reversed())
            return
          }
          call(callee, arguments, event, &position.state)
        } else {
          perform(event, &position.state)
        }
      }
      visits += 1
      guard let next = leave(block, position) else { return }
      position = next
    }
  }

  /// Takes the block's terminator. Returns where this path goes on, if it does without a fork.
  private mutating func leave(_ block: Block, _ position: Position) -> Position? {
    var state = position.state
    let range = block.events.last?.range ?? function.range
    switch block.terminator {
    case .jump(let target):
      return enter(target, state)
    case .return(let value):
      state.returned = value.map { state.evaluate($0) }
      finish(state)
      return nil
    case .unreachable:
      return nil
    case .branch(let operand, let then, let otherwise):
      let condition = state.evaluate(operand)
      if isIndifferent(condition, [then, otherwise], state) {
        return enter(uncovered(among: [then, otherwise]), state)
      }
      work += state.items.count
      var forks: [Position] = []
      for (option, target) in [then, otherwise].enumerated() {
        var side = state
        let holds = option == 0 ? condition : Value.negation(condition)
        guard side.assume(holds, at: range, function: number),
          var fork = enter(target, side)
        else { continue }
        fork.choice = Choice(
          fork: .branch(block: position.block), round: state.visitCounts[position.block] ?? 0,
          option: option)
        forks.append(fork)
      }
      return takeFirst(of: forks)
    case .switch(let operand, let cases, let fallback):
      let value = state.evaluate(operand)
      let targets = cases.map(\.target) + [fallback]
      if isIndifferent(value, targets, state) { return enter(uncovered(among: targets), state) }
      return takeFirst(of: forks(on: value, cases, fallback, state, in: position.block))
    }
  }

  /// Goes on with one way and keeps the others for later.
  private mutating func takeFirst(of forks: [Position]) -> Position? {
    let forks = select(forks)
    guard let first = forks.first else { return nil }
    pending.append(contentsOf: forks.dropFirst().reversed())
    if let choice = first.choice { taken.insert(choice) }
    return first
  }

  /// Whether neither the value nor where it leads has to do with synchronization.
  private func isIndifferent(_ value: Value, _ targets: [Int], _ state: PathState) -> Bool {
    if case .integer = value { return false }
    guard relevance.isIndifferent(targets) else { return false }
    return !value.depends {
      state.items.indices.contains($0) && state.items[$0].isAtomicAccess
    }
  }

  private mutating func uncovered(among targets: [Int]) -> Int {
    let next = targets.first { !covered.contains($0) } ?? targets[0]
    covered.insert(next)
    return next
  }

  private mutating func forks(
    on value: Value, _ cases: [Terminator.SwitchCase], _ fallback: Int, _ state: PathState,
    in block: Int
  ) -> [Position] {
    var rest = state
    var restIsPossible = true
    var forks: [Position] = []
    for (number, option) in cases.enumerated() {
      let equal = Value.computed(.equal, value, .integer(option.value))
      var taken = state
      if taken.assume(equal, at: function.range, function: self.number),
        var fork = enter(option.target, taken)
      {
        fork.choice = Choice(
          fork: .branch(block: block), round: state.visitCounts[block] ?? 0, option: number)
        forks.append(fork)
      }
      let differs = Value.negation(equal)
      restIsPossible =
        restIsPossible && rest.assume(differs, at: function.range, function: self.number)
    }
    if restIsPossible, var fork = enter(fallback, rest) {
      fork.choice = Choice(
        fork: .branch(block: block), round: state.visitCounts[block] ?? 0, option: cases.count)
      forks.append(fork)
    }
    return forks
  }

  /// Whether the block decides whether a collection has more elements: what the last one gave is not
  /// why the loop goes on.
  private func visitsElements(_ block: Int) -> Bool {
    guard case .branch(.unknown, _, _) = function.blocks[block].terminator else { return false }
    return function.blocks[block].events.isEmpty
  }

  /// Enters a block, unless the path has been round this loop already or only spun in it.
  private mutating func enter(_ block: Int, _ state: PathState) -> Position? {
    guard function.blocks.indices.contains(block) else { return nil }
    var state = state
    if let before = state.visits[block] {
      if !visitsElements(block), state.onlySpun(since: before, besides: patienceCounters) {
        // What a thread reads for its own use in a round is not said by the round that ends the loop.
        if callGraph.threadEntries.contains(number), state.keepsReads(since: before) {
          finish(state, isEndless: true)
        }
        return nil
      }
      guard state.visitCounts[block, default: 0] < 2 else {
        finish(state, isEndless: true)
        return nil
      }
      state.forgetChanges(since: before)
    }
    state.visits[block] = PathState.Visit(
      itemCount: state.items.count, locals: state.locals, slots: state.slots)
    state.visitCounts[block, default: 0] += 1
    return Position(block: block, event: 0, state: state)
  }

  private mutating func finish(_ state: PathState, isEndless: Bool = false) {
    var contents: [Value: Value] = [:]
    if let returned = state.returned, returned.isInSlot, !isEndless {
      contents = state.slots.filter { $0.key.base == returned.base }
    }
    let trace = Trace(
      items: state.items, returned: state.returned, returnedContents: contents,
      isEndless: isEndless,
      activationCount: state.activationCount,
      unknownCount: state.unknownCount)
    if known.insert(trace).inserted { traces.append(trace) }
  }

  // MARK: Events

  private func item(_ kind: TraceItem.Kind, _ event: Event) -> TraceItem {
    TraceItem(kind, of: event, in: number)
  }

  private mutating func perform(_ event: Event, _ state: inout PathState) {
    switch event.kind {
    case .read(let operand, let access):
      let address = state.evaluate(operand)
      if isPrivate(address), case .plain = access {
        state.results[event.id] = content(of: address, &state)
        return
      }
      if case .global(let symbol) = address, program.globals[symbol]?.isConstant == true {
        // Constants that depend on template parameters are not known, but they stay what they are.
        if let known = state.constants[symbol] {
          state.results[event.id] = known
          return
        }
        state.constants[symbol] = .result(state.items.count)
      }
      let kind = TraceItem.Kind.read(at: address, traced(access, &state))
      state.results[event.id] = state.append(item(kind, event))
    case .write(let operand, let value, let access):
      let address = state.evaluate(operand)
      let stored = state.kept(value)
      if isPrivate(address), case .plain = access {
        state.slots[address] = stored
        return
      }
      _ = state.append(item(.write(at: address, value: stored, traced(access, &state)), event))
    case .assign(let local, let value):
      state.locals[local] = state.kept(value)
    case .compareExchange(let at, let expected, let desired, let success, let failure, let weak):
      let kind = TraceItem.Kind.compareExchange(
        at: state.evaluate(at), expected: state.evaluate(expected),
        desired: state.evaluate(desired), success: traced(success, &state),
        failure: traced(failure, &state), isWeak: weak)
      state.results[event.id] = state.append(item(kind, event))
      state.exchanges[event.id] = .exchanged(state.items.count - 1)
    case .lock(let at, let isTry):
      _ = state.append(item(.lock(at: state.evaluate(at), isTry: isTry), event))
      state.exchanges[event.id] = .exchanged(state.items.count - 1)
    default:
      state.results[event.id] = state.append(item(simple(event, &state), event))
    }
  }

  private func simple(_ event: Event, _ state: inout PathState) -> TraceItem.Kind {
    switch event.kind {
    case .update(let at, let operation, let operand, let ordering):
      .update(
        at: state.evaluate(at), operation, operand: state.evaluate(operand),
        traced(ordering, &state))
    case .fence(let ordering, let scope): .fence(traced(ordering, &state), scope)
    case .allocate: .allocate
    case .free(let operand): .free(state.evaluate(operand))
    case .unlock(let at): .unlock(at: state.evaluate(at))
    case .spawn(let entry, let arguments):
      .spawn(entry: state.evaluate(entry), arguments: arguments.map { state.evaluate($0) })
    case .join(let operand): .join(state.evaluate(operand))
    case .opaque(let reason): .opaque(reason)
    case .read, .write, .assign, .compareExchange, .lock, .call: .opaque("event")
    }
  }

  private func traced(_ access: Access, _ state: inout PathState) -> Access {
    guard case .atomic(let ordering) = access else { return access }
    return .atomic(traced(ordering, &state))
  }

  private func traced(_ ordering: Ordering, _ state: inout PathState) -> Ordering {
    guard case .operand(let operand) = ordering.value else { return ordering }
    return ordering.with(state.evaluate(operand))
  }

  /// Whether no other thread can reach the address.
  private func isPrivate(_ address: Value) -> Bool {
    guard case .slot(let activation, let local) = address.base else { return false }
    return activation != 0 || !sharedSlots.contains(local)
  }

  private func content(of address: Value, _ state: inout PathState) -> Value {
    if let value = state.slots[address] { return value }
    let value = state.freshUnknown()
    state.slots[address] = value
    return value
  }

  // MARK: Calls

  private func call(
    _ callee: Event.Callee, _ arguments: [Operand], _ event: Event, _ state: inout PathState
  ) {
    let values = arguments.map { state.evaluate($0) }
    let name: String
    switch callee {
    case .direct(let symbol), .member(let symbol): name = symbol
    case .indirect(let entry): name = state.nameOfField(holding: state.evaluate(entry))
    }
    // A function we do not see may have written through any address it was given.
    for value in values where value.isInSlot {
      for key in state.slots.keys where key.base == value.base { state.slots[key] = nil }
    }
    if event.role == .scans {
      for case .element(let base, _) in values {
        let elements = Value.element(of: base, index: state.freshUnknown())
        _ = state.append(item(.read(at: elements, .plain), event))
      }
    }
    let isBarrier = target(of: callee, &state).map(callGraph.ordering.contains) ?? false
    state.results[event.id] = state.append(
      TraceItem(
        .call(name, arguments: values), of: event, in: number, isBarrier: isBarrier))
  }

  private mutating func inline(
    _ callee: Event.Callee, _ arguments: [Operand], _ event: Event, _ position: Position,
    _ tracer: inout Tracer
  ) -> [Position]? {
    var state = position.state
    guard let target = target(of: callee, &state) else { return nil }
    var values = arguments.map { state.kept($0) }
    let given = functions(among: values, for: target)
    guard let paths = tracer.inlinable(target, given: given), !paths.isEmpty else { return nil }
    // What a closure captured is not among the arguments of who calls it.
    while values.count < program.functions[target].parameters.count {
      values.append(state.freshUnknown())
    }
    return paths.enumerated().map { option, path in
      Position(
        block: position.block, event: position.event, state: state,
        callee: [
          CalleePath(
            path: path, parameters: program.functions[target].parameters, arguments: values,
            call: event)
        ],
        choice: Choice(
          fork: .call(event.id), round: state.visitCounts[position.block] ?? 0, option: option))
    }
  }

  /// The arguments that are functions which the callee only calls.
  private func functions(among values: [Value], for target: Int) -> [Int: String] {
    var found: [Int: String] = [:]
    for parameter in callGraph.invokedParameters[target] where values.indices.contains(parameter) {
      if case .function(let symbol) = values[parameter] { found[parameter] = symbol }
    }
    return found
  }

  private mutating func followFirst(of paths: [CalleePath], from state: PathState) -> PathState? {
    for path in paths {
      work += state.items.count + path.path.items.count
      if let joined = follow(path, from: state) { return joined }
      if path.path.isEndless { return nil }
    }
    return nil
  }

  /// The state after one path of a callee; nil if it contradicts what is known or never returns.
  private mutating func follow(_ callee: CalleePath, from state: PathState) -> PathState? {
    var splice = Splice(into: state, callee: callee, caller: number, sharedSlots: sharedSlots)
    guard let joined = splice.run(callee.path) else { return nil }
    guard callee.path.isEndless else { return joined }
    finish(joined, isEndless: true)
    return nil
  }

  private func target(of callee: Event.Callee, _ state: inout PathState) -> Int? {
    if case .indirect(let operand) = callee {
      guard case .function(let symbol) = state.evaluate(operand) else { return nil }
      return program.resolve(symbol: symbol, from: function)
    }
    return program.resolve(callee, from: function)
  }
}
