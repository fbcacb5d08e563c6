import MemoryModel

/// A lock written with atomics, whose orders let what one owner did to the protected data race with
/// what the next owner does.
public struct WeakLock: Sendable {
  public enum Fault: Sendable { case taking, givingBack }

  /// The atomic that the operation at fault works on.
  public var word: MemoryLocation
  public var fault: Fault
  /// Both threads take the lock, use what it protects, and give it back. Parts 0 and 1 of the cut
  /// take it in threads 0 and 1, parts 2 and 3 give it back there.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// The part and item at fault.
  public var part: Int
  public var item: Int
  /// The order that mends it.
  public var needed: MemoryOrder
  /// With that order alone the race is gone.
  public var isMended: Bool

  /// What stands for the data that the lock protects.
  static let data = Variable("protected data")
}

/// A function that takes or gives back a lock.
private struct LockFunction {
  /// What the function is, wherever it stands: copies of one text are the same.
  struct Identity: Hashable {
    var name: LockName
    var deeds: [Way.Deed]
  }

  let name: LockName
  let ways: [Way]
  let number: Int
  let identity: Identity

  init(name: LockName, ways: [Way], number: Int) {
    self.name = name
    self.ways = ways
    self.number = number
    identity = Identity(name: name, deeds: ways.map(\.deed))
  }
}

/// One way through a function that takes or gives back a lock.
private struct Way {
  /// What a path does, without where it stands.
  struct Deed: Hashable {
    var kinds: [TraceItem.Kind]
    var locations: [MemoryLocation?]
    var returned: Value?
  }

  let thread: ThreadTrace
  let slice: Slice
  /// The words that it writes.
  let written: Set<MemoryLocation>
  /// The words that it reads and then decides by what it read.
  let decided: Set<MemoryLocation>

  init(_ thread: ThreadTrace) {
    self.thread = thread
    slice = thread.lockSlice
    written = thread.words { thread.items[$0].isWrite }
    let conditions = thread.items.compactMap { item in
      if case .assume(let condition) = item.kind { condition } else { nil }
    }
    decided = thread.words { index in
      thread.items[index].isRead
        && conditions.contains { condition in condition.depends { $0 == index } }
    }
  }

  var deed: Deed {
    Deed(
      kinds: thread.items.map(\.kind), locations: thread.items.indices.map(thread.location),
      returned: thread.trace.returned)
  }

  /// Whether the last write is a volatile one, and no barrier for the compiler says that it is meant for
  /// machines that keep writes in order.
  var endsWithPromoted: Bool {
    let last = thread.items.last { $0.isAtomicAccess && $0.isWrite }
    return last?.isPromoted == true
      && !thread.items.contains { $0.isAnyFence && !$0.isFence }
  }

  /// Whether what is taken is read here and written when it is given back.
  func meets(_ giving: Way) -> Bool {
    !written.isEmpty && !decided.isDisjoint(with: giving.written)
  }
}

/// One way through a function that takes a lock, and one through the function that gives it back.
private struct Section {
  var taking: Way
  var giving: Way
  /// What the lock's words hold before anybody has it.
  var start: [MemoryLocation: Int] = [:]
}

/// Finds locks by the names of the functions that take and give them, and by what the model says of
/// two threads that use them: under sequential consistency only one at a time is inside.
struct WeakLockFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let locator: Locator
  /// Whether only locks are looked at that are given back by a volatile write, taken as relaxed.
  private let isOnlyPromoted: Bool
  /// Paths of one function that are looked at, and atomic accesses on one.
  private let paths = 6
  private let accesses = 10

  init(analysis: Analysis, oracle: Oracle, isOnlyPromoted: Bool = false) {
    self.analysis = analysis
    self.oracle = oracle
    self.isOnlyPromoted = isOnlyPromoted
    locator = analysis.locator
  }

  func find() -> [WeakLock] {
    var tracer = Tracer(program: analysis.program, callGraph: analysis.callGraph)
    var takers: [LockFunction] = []
    var givers: [LockFunction] = []
    for number in analysis.program.functions.indices
    where analysis.callGraph.synchronizing.contains(number) {
      let function = analysis.program.functions[number]
      guard function.kind == .ordinary, let name = analysis.program.lockName(of: number) else {
        continue
      }
      let ways = self.ways(through: number, &tracer)
      guard !ways.isEmpty else { continue }
      let found = LockFunction(name: name, ways: ways, number: number)
      if name.gives {
        if !isOnlyPromoted || found.ways.contains(where: \.endsWithPromoted) {
          givers.append(found)
        }
      } else {
        takers.append(found)
      }
    }
    guard !givers.isEmpty else { return [] }
    var known: Set<SourceRange> = []
    let readers = Dictionary(grouping: takers, by: \.identity)
    let partners = Dictionary(grouping: givers, by: \.identity)
    var sound: Set<LockFunction.Identity> = []
    var found: [WeakLock] = []
    for taker in takers where !sound.contains(taker.identity) {
      let faults = faults(
        taker.ways,
        nearest(partners, to: taker).filter { $0.name.isOpposite(of: taker.name) }.map(\.ways),
        nearest(readers, to: taker).map(\.ways))
      if faults.isEmpty { sound.insert(taker.identity) }
      found += faults
    }
    return found.filter { known.insert($0.cut.item($0.part, $0.item).range).inserted }
  }

  /// Of functions that do the same, the one that stands nearest: a repository may hold several
  /// programs with a lock of one name.
  private func nearest(
    _ groups: [LockFunction.Identity: [LockFunction]], to function: LockFunction
  ) -> [LockFunction] {
    groups.values.compactMap { copies in
      analysis.program.nearest(copies.map(\.number), to: function.number).flatMap { number in
        copies.first { $0.number == number }
      }
    }.sorted { $0.number < $1.number }
  }

  /// Short paths on which nothing else can order memory.
  private func ways(through number: Int, _ tracer: inout Tracer) -> [Way] {
    let traces = tracer.traces(of: number).traces.filter { !$0.isEndless }
    let threads = ThreadTrace.threads(traces, of: number, locator: locator)
    let ways = threads.flatMap(\.byAnswer).filter { way in
      let atomics = way.items.indices.filter { way.items[$0].isAtomicAccess }
      return !atomics.isEmpty && atomics.count <= accesses
        && atomics.allSatisfy { way.location(at: $0) != nil && !way.isExclusive[$0] }
        && !way.items.contains { $0.isForeignOrder }
    }
    return ways.sorted { $0.items.count < $1.items.count }.prefix(paths).map { Way($0.forFirstBit) }
  }
}

extension WeakLockFinder {
  /// What is weak where the functions that give back belong to the one that takes.
  private func faults(
    _ takings: [Way], _ partners: [[Way]], _ others: [[Way]]
  ) -> [WeakLock] {
    var found: [WeakLock] = []
    for givings in partners {
      let sections = exclusive(takings, givings)
      guard let first = sections.first, distinguishes(takings, first) else { continue }
      for section in sections { found += faults(section, section, sharedBySecond: false) }
      for readers in others where readers.first?.thread.function != takings.first?.thread.function {
        for releasers in partners {
          found += sharedFaults(first, readers, releasers)
        }
      }
    }
    return found
  }

  /// The ways that let one thread in at a time, and one after the other.
  private func exclusive(_ takings: [Way], _ givings: [Way]) -> [Section] {
    var found: [Section] = []
    for giving in givings {
      for taking in takings where taking.meets(giving) {
        let section = starts(giving).lazy
          .map { Section(taking: taking, giving: giving, start: $0) }
          .first { isExclusive($0, $0, sharedBySecond: false) }
        if let section { found.append(section) }
      }
    }
    return found
  }

  /// What the words may hold while nobody is inside: what the program starts with, or 1 for a
  /// semaphore.
  private func starts(_ giving: Way) -> [[MemoryLocation: Int]] {
    let ones = Dictionary(uniqueKeysWithValues: giving.written.map { ($0, 1) })
    return [[:], ones]
  }

  private func isExclusive(
    _ first: Section, _ second: Section, sharedBySecond: Bool
  ) -> Bool {
    let scenario = cut(first, second, sharedBySecond).scenario
    return oracle.ask(.outcome(.all([])), of: scenario, model: .sequentialConsistency).isAllowed
      && oracle.ask(.dataRace(on: WeakLock.data), of: scenario, model: .sequentialConsistency)
        .isForbidden
  }

  /// Whether a caller can tell that it has the lock: no path that returns the same lets it in while
  /// another is inside.
  private func distinguishes(_ takings: [Way], _ owner: Section) -> Bool {
    let returned = owner.taking.thread.trace.returned
    return takings.allSatisfy { way in
      guard way.thread.trace.returned == returned else { return true }
      let intruder = Section(taking: way, giving: owner.giving, start: owner.start)
      return oracle.ask(
        .dataRace(on: WeakLock.data), of: cut(owner, intruder, false).scenario,
        model: .sequentialConsistency
      ).isForbidden
    }
  }

  /// Readers who may be inside together, but not with an exclusive owner.
  private func sharedFaults(
    _ owner: Section, _ takings: [Way], _ givings: [Way]
  ) -> [WeakLock] {
    var found: [WeakLock] = []
    for giving in givings {
      for taking in takings where taking.meets(giving) && taking.meets(owner.giving) {
        let reader = Section(taking: taking, giving: giving, start: owner.start)
        guard isExclusive(owner, reader, sharedBySecond: true),
          !isExclusive(reader, reader, sharedBySecond: false)
        else { continue }
        found += faults(owner, reader, sharedBySecond: true)
      }
    }
    return found
  }
}

extension WeakLockFinder {
  private func cut(_ first: Section, _ second: Section, _ sharedBySecond: Bool) -> CutScenario {
    let parts = [first.taking, second.taking, first.giving, second.giving]
    var cut = CutScenario(of: parts.map(\.slice), in: analysis.program)
    let steps = cut.scenario.threads.map(\.steps)
    let use = [
      Step(.store(WeakLock.data, .constant(1), .plain)),
      sharedBySecond
        ? Step(.load(Register("data"), WeakLock.data, .plain))
        : Step(.store(WeakLock.data, .constant(2), .plain)),
    ]
    for thread in 0..<2 {
      cut.scenario.threads[thread].steps = steps[thread] + [use[thread]] + steps[thread + 2]
    }
    cut.scenario.threads.removeLast(2)
    for (word, value) in first.start {
      if let variable = cut.variables[word] { cut.scenario.initialValues[variable] = value }
    }
    return cut
  }

  /// What is too weak. Of two exclusive owners both do the same.
  private func faults(
    _ first: Section, _ second: Section, sharedBySecond: Bool
  ) -> [WeakLock] {
    let cut = cut(first, second, sharedBySecond)
    let question = Question.dataRace(on: WeakLock.data)
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return [] }
    let sides: [(WeakLock.Fault, [Int])] =
      sharedBySecond
      ? [(.taking, [1]), (.givingBack, [3]), (.taking, [0]), (.givingBack, [2])]
      : [(.taking, [0, 1]), (.givingBack, [2, 3])]
    return sides.compactMap { fault, parts in
      weakest(of: parts, fault, cut, question).map { item, order, isMended in
        WeakLock(
          word: cut.threads[parts[0]].namedLocation(at: item),
          fault: fault, cut: CutPair(cut: cut), question: question, execution: execution,
          part: parts[0], item: item, needed: order, isMended: isMended)
      }
    }
  }

  /// The access of some parts without which the race stays although all else is strong.
  private func weakest(
    of parts: [Int], _ fault: WeakLock.Fault, _ cut: CutScenario, _ question: Question
  ) -> (item: Int, order: MemoryOrder, isMended: Bool)? {
    let rest = cut.threads.indices.filter { !parts.contains($0) }
    let strong = rest.flatMap { strengthening($0, cut) }
    guard oracle.isWeak(question, of: cut.scenario.applying(strong)) else { return nil }
    let thread = cut.threads[parts[0]]
    let accesses = thread.items.indices.filter { index in
      let item = thread.items[index]
      return item.isAtomicAccess && (fault == .taking ? item.isRead : item.isWrite)
    }
    for item in fault == .taking ? accesses.reversed() : accesses {
      let written = thread.items[item].ordering?.order ?? .relaxed
      let needed = written.joined(fault == .taking ? .acquire : .release)
      guard needed != written else { continue }
      let edits = parts.map {
        ScenarioEdit.setOrder(origin: CutScenario.origin(thread: $0, item: item), to: needed)
      }
      guard oracle.ask(question, of: cut.scenario.applying(strong + edits)).isForbidden else {
        continue
      }
      return (item, needed, oracle.ask(question, of: cut.scenario.applying(edits)).isForbidden)
    }
    return nil
  }

  private func strengthening(_ part: Int, _ cut: CutScenario) -> [ScenarioEdit] {
    let thread = cut.threads[part]
    return thread.items.indices.filter { thread.items[$0].isAtomicAccess }.flatMap { item in
      let origin = CutScenario.origin(thread: part, item: item)
      return [
        ScenarioEdit.setOrder(origin: origin, to: .sequentiallyConsistent),
        ScenarioEdit.setFailureOrder(origin: origin, to: .sequentiallyConsistent),
      ]
    }
  }
}

extension ThreadTrace {
  /// What the source calls what the item touches: allocated memory goes by the pointer to it.
  fileprivate func namedLocation(at item: Int) -> MemoryLocation {
    let location = location(at: item) ?? MemoryLocation(root: .record("lock"))
    guard case .allocation = location.root, case .result(let pointer)? = items[item].address?.base,
      items.indices.contains(pointer), items[pointer].isRead
    else { return location }
    return self.location(at: pointer) ?? location
  }

  /// The locations of the atomic accesses of a kind.
  fileprivate func words(where condition: (Int) -> Bool) -> Set<MemoryLocation> {
    Set(
      items.indices.filter { items[$0].isAtomicAccess && condition($0) }
        .compactMap { location(at: $0) })
  }

  /// Atomic accesses, fences, and branches on what was read.
  fileprivate var lockSlice: Slice {
    var kept: Set<Int> = []
    for (index, item) in items.enumerated() {
      if item.isAtomicAccess || item.isFence {
        kept.insert(index)
      } else if case .assume(let condition) = item.kind {
        let dependencies = condition.dependencies
        if !dependencies.isEmpty, dependencies.isSubset(of: kept) { kept.insert(index) }
      }
    }
    return Slice(thread: self, items: kept.sorted(), acceptance: nil)
  }
}

extension TraceItem {
  /// Whether the item may order memory in ways that the path does not show, or is another lock.
  fileprivate var isForeignOrder: Bool {
    switch kind {
    case .lock, .unlock, .spawn, .join, .opaque, .call: true
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .assume: false
    }
  }
}
