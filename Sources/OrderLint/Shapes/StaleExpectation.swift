import MemoryModel

/// A compare-exchange that is tried again with what the last try found, although it was to succeed
/// from one value only.
public struct StaleExpectation: Sendable {
  public var object: MemoryLocation
  /// The value it was to succeed from.
  public var expected: Int64
  /// Part 0 tries twice while another holds the object.
  public var cut: CutPair
  public var item: Int
  public var execution: Execution
  /// With the constant expected each time, the second try fails, too.
  public var isMended: Bool
}

/// Finds loops around a compare-exchange whose expected value is a constant before the first try,
/// and after it whatever was found, while the value to be stored stays what it was.
struct StaleExpectationFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [StaleExpectation] {
    var found: [StaleExpectation] = []
    for (number, function) in analysis.program.functions.enumerated()
    where analysis.callGraph.synchronizing.contains(number) {
      for (block, code) in function.blocks.enumerated() {
        for (index, event) in code.events.enumerated() {
          let place = EventPlace(function: number, block: block, index: index)
          guard let loop = ExchangeLoop(event, at: place, in: function), loop.isStale,
            !found.contains(where: { $0.cut.item(0, $0.item).range == event.range }),
            let expectation = expectation(loop)
          else { continue }
          found.append(expectation)
        }
      }
    }
    return found
  }

  private func expectation(_ loop: ExchangeLoop) -> StaleExpectation? {
    guard let expected = loop.constant,
      let site = analysis.sharedSite(of: loop.event, in: loop.place.function)
    else { return nil }
    let thread = analysis.threads[site.thread]
    guard let object = thread.location(at: site.item), !thread.holdsLock(before: site.item) else {
      return nil
    }
    let scenario = loop.scenario(on: Variable("\(object)"), item: site.item, from: expected)
    let question = Question.outcome(.register(thread: 0, ExchangeLoop.second, equals: 1))
    guard let execution = oracle.show(question, of: scenario) else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread], variables: [:])
    return StaleExpectation(
      object: object, expected: expected, cut: CutPair(cut: cut), item: site.item,
      execution: execution,
      isMended: oracle.ask(
        question,
        of: loop.scenario(on: Variable("\(object)"), item: site.item, from: expected, isReset: true)
      ).isForbidden)
  }
}

/// A compare-exchange that expects what a local variable holds, in a loop.
private struct ExchangeLoop {
  static let second = Register("again")

  let event: Event
  let place: EventPlace
  let function: Function
  private let local: LocalID
  private let desired: Operand
  private let orders: (success: Ordering, failure: Ordering)
  private let branch: (then: Int, otherwise: Int)

  init?(_ event: Event, at place: EventPlace, in function: Function) {
    guard
      case .compareExchange(_, .local(let local), let desired, let success, let failure, _) =
        event.kind,
      let branch = function.branch(after: place, on: { $0 == .exchanged(event.id) })
    else { return nil }
    self.event = event
    self.place = place
    self.function = function
    self.local = local
    self.desired = desired
    orders = (success, failure)
    self.branch = branch
  }

  /// The value expected first, if that is a constant whatever way leads to the loop.
  var constant: Int64? {
    var values: Set<Int64> = []
    for other in function.events {
      guard case .assign(local, let value) = other.kind, value != .result(event.id) else {
        continue
      }
      guard let number = value.evaluated({ _ in nil }) else { return nil }
      values.insert(number)
    }
    return values.count == 1 ? values.first : nil
  }

  /// Whether a failure leads back to the exchange with the variable as the failure left it, and
  /// nothing else ever looks at what was found.
  var isStale: Bool {
    let events = function.blocks.flatMap(\.events)
    guard constant != nil,
      events.contains(where: { $0.kind == .assign(local, .result(event.id)) }),
      desired.evaluated({ _ in nil }) != constant
    else { return false }
    let reset = { (block: Int) in function.blocks[block].events.contains(where: isReset) }
    let before = function.blocks[place.block].events.prefix(place.index)
    guard !before.contains(where: isReset) else { return false }
    let around = function.reachable(from: [branch.otherwise]) { $0 != place.block && reset($0) }
    guard around.contains(place.block), !looksAtValue(from: [branch.otherwise, branch.then])
    else { return false }
    let again = around.filter { block in
      function.reachable(from: [block]).contains(place.block)
    }
    return isUnchanged(desired, in: again)
  }

  private func isReset(_ other: Event) -> Bool {
    guard case .assign(local, let value) = other.kind else { return false }
    return value != .result(event.id)
  }

  /// Whether the value found is used for more than to be expected next.
  private func looksAtValue(from starts: [Int]) -> Bool {
    let isFound = { (operand: Operand) in operand == .local(local) || operand == .result(event.id) }
    let ways = function.reachable(from: starts).union([place.block])
    return ways.contains { block in
      let code = function.blocks[block]
      let operands = code.events.filter {
        $0.id != event.id && $0.kind != .assign(local, .result(event.id))
      }.flatMap(\.kind.operands)
      return (operands + code.terminator.operands).contains { $0.contains(where: isFound) }
    }
  }

  /// Whether nothing in the blocks gives the value anew.
  private func isUnchanged(_ value: Operand, in blocks: Set<Int>) -> Bool {
    let events = blocks.flatMap { function.blocks[$0].events }
    return !value.contains { part in
      switch part {
      case .local(let other):
        other == local
          || events.contains { if case .assign(other, _) = $0.kind { true } else { false } }
      case .result(let id), .exchanged(let id): events.contains { $0.id == id }
      case .unknown: true
      default: false
      }
    }
  }

  /// Another has stored what this thread wants to store; it fails, and then succeeds from there.
  func scenario(
    on variable: Variable, item: Int, from expected: Int64, isReset: Bool = false
  ) -> Scenario {
    let held = desired.evaluated { _ in nil } ?? expected &+ 1
    let exchange = { (expected: Expression, old: Register, success: Register) in
      Step(
        .compareExchange(
          Step.CompareExchange(
            old: old, success: success, variable: variable, expected: expected,
            desired: .constant(Int(held)), successOrder: orders.success.assumedOrder,
            failureOrder: orders.failure.assumedOrder, isWeak: false)),
        origin: CutScenario.origin(thread: 0, item: item))
    }
    let found = CutScenario.register(item)
    let steps = [
      exchange(.constant(Int(expected)), found, Register("first")),
      Step(.assume(.not(.register(Register("first"))))),
      exchange(
        isReset ? .constant(Int(expected)) : .register(found), Register("found again"), Self.second),
    ]
    return Scenario(
      threads: [Scenario.Thread(name: function.name, steps: steps)],
      initialValues: [variable: Int(held)])
  }
}
