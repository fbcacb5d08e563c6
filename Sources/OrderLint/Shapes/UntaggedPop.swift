import MemoryModel

/// A node is taken off a linked stack by a compare-exchange of the head that cannot tell whether
/// the head has left and come back.
public struct UntaggedPop: Sendable {
  public var head: MemoryLocation
  /// Items of thread 0: the read of the head, of what comes after it, and the exchange.
  public var read: Int
  public var next: Int
  public var exchange: Int
  /// Where a node is put on the stack.
  public var push: SourceRange
  public var cut: CutPair
  public var execution: Execution
}

/// Finds pops of stacks whose nodes come back while several threads pop.
struct UntaggedPopFinder {
  let analysis: Analysis
  let oracle: Oracle
  let roles: ThreadRoles

  func find() -> [UntaggedPop] {
    var found: [UntaggedPop] = []
    for head in analysis.atomicLocations where !isTagged(head) {
      let sites = analysis.atomicSites[head] ?? []
      let pops = sites.filter { pop(at: $0, of: head) != nil }
      guard !pops.isEmpty, let push = reusingPush(among: sites), !hasOnePopper(pops),
        !sites.contains(where: { isReclaimed(analysis.threads[$0.thread]) })
      else { continue }
      var known: Set<SourceRange> = []
      for site in pops {
        let range = analysis.threads[site.thread].items[site.item].range
        guard known.insert(range).inserted, let shape = judge(site, head, push) else { continue }
        found.append(shape)
      }
    }
    return found
  }

  // MARK: The pop

  private struct Pop {
    var read: Int
    var next: Int
  }

  /// The exchange of a head that was read for what the node there says comes next.
  private func pop(at site: Analysis.Site, of head: MemoryLocation) -> Pop? {
    let thread = analysis.threads[site.thread]
    guard
      case .compareExchange(_, .result(let read), .result(let next), _, _, _) =
        thread.items[site.item].kind,
      thread.isTaken(site.item), read < next, next < site.item,
      thread.items[read].isAtomicAccess, thread.places[read] == thread.places[site.item],
      thread.items[next].isRead, thread.location(at: next) != head,
      thread.address(of: next, mentions: .result(read), after: read),
      !thread.masks(read, toFind: next),
      !thread.holdsLock(before: site.item),
      !analysis.needsCallersLock.contains(thread.function),
      !thread.announces(read, before: site.item)
    else { return nil }
    return Pop(read: read, next: next)
  }

  /// Whether the head holds more than an address: a counter beside it tells one visit from another.
  private func isTagged(_ head: MemoryLocation) -> Bool {
    var type: String?
    if case .field(let record, let name)? = head.path.last {
      type = analysis.program.records[record]?.fields.first { $0.name == name }?.type
    } else if case .global(let symbol) = head.root {
      type = analysis.program.globals[symbol]?.type
    }
    guard let type, !type.contains("*"), !type.contains("Pointer") else { return false }
    let bytes = Array(type.utf8)
    return analysis.program.records.contains { name, record in
      name.utf8.count <= bytes.count && record.fields.count > 1 && !record.isReference
        && NameWords.contains(Array(name.utf8), in: bytes)
    }
  }

  // MARK: Whether the head can come back

  /// A push of a node that may have been on the stack before: one that the caller gives, one that
  /// lies in a pool, or a fresh one in a program that frees nodes.
  private func reusingPush(among sites: [Analysis.Site]) -> SourceRange? {
    for site in sites {
      let thread = analysis.threads[site.thread]
      guard let stored = thread.items[site.item].storedValue, stored != .integer(0),
        thread.links(stored, before: site.item)
      else { continue }
      if !thread.isAllocation(stored) || freesNodes { return thread.items[site.item].range }
    }
    return nil
  }

  /// Whether the program gives memory back.
  private var freesNodes: Bool {
    analysis.threads.contains { thread in
      thread.items.contains { item in
        switch item.kind {
        case .free: true
        case .call(let name, _): ReferenceDropFinder.saysDestroys(name)
        case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn,
          .join, .assume, .opaque:
          false
        }
      }
    }
  }

  /// Whether all pops are made by one thread: one that is started once, or the main function.
  private func hasOnePopper(_ pops: [Analysis.Site]) -> Bool {
    let roots = Set(pops.map { analysis.threads[$0.thread].function })
    let names = roots.map { analysis.program.functions[$0] }.flatMap { function in
      [function.name] + function.parameters.compactMap(\.type)
    }
    let saysOne = ["mpsc", "spsc", "single"]
    if names.contains(where: { name in saysOne.contains { name.lowercased().contains($0) } }) {
      return true
    }
    guard roots.count == 1, let root = roots.first else { return false }
    if !analysis.mayOverlap(root, root) { return true }
    return analysis.callGraph.threadEntries.contains(root)
      && !roles.repeated.contains(root)
  }

  /// Whether the program waits with the reuse of nodes until nobody can hold them.
  private func isReclaimed(_ thread: ThreadTrace) -> Bool {
    var judged: [Int: Bool] = [:]
    return thread.items.contains { item in
      if case .call(let name, _) = item.kind, Self.saysReclaims(name) { return true }
      if let known = judged[item.function] { return known }
      let says = Self.saysReclaims(analysis.program.functions[item.function].name)
      judged[item.function] = says
      return says
    }
  }

  private static func saysReclaims(_ name: String) -> Bool {
    let lowered = NameWords.lowercased(name)
    return reclamationWords.contains { NameWords.contains($0, in: lowered) }
  }

  private static let reclamationWords = [
    "rcu", "epoch", "hazard", "qsbr", "protect", "retire", "reclaim", "guard", "pin", "smr",
  ].map { Array($0.utf8) }

  // MARK: The evidence

  /// The pop is delayed; meanwhile two nodes are taken and the first one is put back.
  private func judge(
    _ site: Analysis.Site, _ head: MemoryLocation, _ push: SourceRange
  ) -> UntaggedPop? {
    guard let pop = pop(at: site, of: head) else { return nil }
    let thread = analysis.threads[site.thread]
    let names = (head: "\(head)", next: "\(thread.location(at: pop.next)?.description ?? "next")")
    let scenario = scenario(pop, site.item, names, analysis.program.functions[thread.function].name)
    let question = Question.outcome(
      .all([
        .register(thread: 0, Register("ok\(site.item)"), equals: 1),
        .register(thread: 0, CutScenario.register(pop.next), equals: 2),
      ]))
    guard let execution = oracle.show(question, of: scenario) else { return nil }
    return UntaggedPop(
      head: head, read: pop.read, next: pop.next, exchange: site.item, push: push,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      execution: execution)
  }

  private func scenario(
    _ pop: Pop, _ exchange: Int, _ names: (head: String, next: String), _ function: String
  ) -> Scenario {
    let head = Variable(names.head)
    let next = Variable("node 1's \(names.next)")
    let origin = { CutScenario.origin(thread: 0, item: $0) }
    let strongest = AccessMode.atomic(.sequentiallyConsistent)
    let found = Expression.register(CutScenario.register(pop.read))
    let mine: [Step] = [
      Step(.load(CutScenario.register(pop.read), head, strongest), origin: origin(pop.read)),
      Step(.assume(.binary(.equal, found, .constant(1)))),
      Step(.load(CutScenario.register(pop.next), next, strongest), origin: origin(pop.next)),
      Self.exchange(
        head, found, .register(CutScenario.register(pop.next)), exchange, origin(exchange)),
    ]
    let others: [Step] = [
      Self.exchange(head, .constant(1), .constant(2), 1, nil),
      Step(.assume(.register(Register("ok1")))),
      Self.exchange(head, .constant(2), .constant(3), 2, nil),
      Step(.assume(.register(Register("ok2")))),
      Step(.store(next, .constant(3), strongest)),
      Self.exchange(head, .constant(3), .constant(1), 3, nil),
      Step(.assume(.register(Register("ok3")))),
    ]
    return Scenario(
      threads: [
        Scenario.Thread(name: function, steps: mine),
        Scenario.Thread(name: "other threads", steps: others),
      ], initialValues: [head: 1, next: 2])
  }

  private static func exchange(
    _ head: Variable, _ expected: Expression, _ desired: Expression, _ number: Int, _ origin: Int?
  ) -> Step {
    Step(
      .compareExchange(
        Step.CompareExchange(
          old: CutScenario.register(number), success: Register("ok\(number)"), variable: head,
          expected: expected, desired: desired, successOrder: .sequentiallyConsistent,
          failureOrder: .sequentiallyConsistent, isWeak: false)), origin: origin)
  }
}

extension ThreadTrace {
  /// Whether the thread tells others what it holds before it uses it: a hazard pointer, or the
  /// count of a critical section.
  fileprivate func announces(_ read: Int, before exchange: Int) -> Bool {
    items.indices.prefix(exchange).contains { index in
      items[index].isAtomicAccess && items[index].isWrite
        && location(at: index) != location(at: read) && !isFresh(index)
    }
  }

  /// Whether the node at the address is made to point to another before it is stored.
  fileprivate func links(_ node: Value, before index: Int) -> Bool {
    items.indices.prefix(index).contains { other in
      guard items[other].isWrite, let address = items[other].address, address != node else {
        return false
      }
      return address.depends(on: { node.dependencies.contains($0) }) || address.base == node.base
        || self.address(of: other, mentions: node, after: 0)
    }
  }

  /// Whether an access is told where to go by the value: in its address, or in that of a plain read
  /// that gave the address (an array of handles).
  fileprivate func address(of item: Int, mentions value: Value, after start: Int) -> Bool {
    guard let address = items[item].address else { return false }
    if address.mentions(value) { return true }
    guard case .result(let source) = address.base, source >= start, source < item,
      items[source].isPlainAccess, items[source].isRead
    else { return false }
    return items[source].address?.mentions(value) == true
  }

  /// Whether only some bits of what was read tell where to go: others may tell visits apart.
  fileprivate func masks(_ read: Int, toFind next: Int) -> Bool {
    var address = items[next].address
    for _ in 0..<6 {
      guard let current = address else { return false }
      if current.masks(.result(read)) { return true }
      guard case .result(let source) = current.base, source > read, source < next else {
        return false
      }
      address = items[source].address
    }
    return false
  }

  fileprivate func isAllocation(_ value: Value) -> Bool {
    guard case .result(let source) = value.base, items.indices.contains(source) else {
      return false
    }
    if case .allocate = items[source].kind { return true }
    return false
  }
}

extension Value {
  /// Whether a bit mask or shift is applied to the part somewhere in the value.
  fileprivate func masks(_ part: Value) -> Bool {
    switch self {
    case .field(let base, _, _), .not(let base): base.masks(part)
    case .element(let base, let index): base.masks(part) || index.masks(part)
    case .binary(.and, let left, let right), .binary(.shiftRight, let left, let right):
      left.mentions(part) || right.mentions(part)
    case .binary(_, let left, let right): left.masks(part) || right.masks(part)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .unknown: false
    }
  }

  /// Whether the value is part of the address: the index of an element, or its base.
  fileprivate func mentions(_ part: Value) -> Bool {
    if self == part { return true }
    switch self {
    case .field(let base, _, _): return base.mentions(part)
    case .element(let base, let index): return base.mentions(part) || index.mentions(part)
    case .not(let inner): return inner.mentions(part)
    case .binary(_, let left, let right): return left.mentions(part) || right.mentions(part)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .unknown:
      return false
    }
  }
}
