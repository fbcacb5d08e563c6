import MemoryModel

/// Turns slices of threads into a scenario of the memory model.
struct ScenarioBuilder {
  private let program: Program
  let slices: [Slice]
  private var variables: [MemoryLocation: Variable] = [:]
  /// For each location, the largest kept one that it is a part of: a copy of a whole record
  /// conflicts with accesses to its fields.
  private let representatives: [MemoryLocation: MemoryLocation]
  private var names: Set<String> = []
  private var constants: [AddressKey: Int] = [:]
  private var nextAddress = 4096
  private var nextValue = 7

  private struct AddressKey: Hashable {
    var thread: Int
    var value: Value
  }

  init(program: Program, slices: [Slice]) {
    self.program = program
    self.slices = slices
    representatives = Self.representatives(of: slices)
  }

  private static func representatives(of slices: [Slice]) -> [MemoryLocation: MemoryLocation] {
    let all = Set(
      slices.flatMap { slice in
        slice.items.filter { slice.thread.items[$0].isPlainAccess }
          .compactMap { slice.thread.location(at: $0) }
      })
    let sorted = all.sorted { ($0.path.count, $0) < ($1.path.count, $1) }
    var found: [MemoryLocation: MemoryLocation] = [:]
    for location in sorted {
      found[location] = sorted.first { $0.overlaps(location) } ?? location
    }
    return found
  }

  mutating func build() -> CutScenario {
    var threads: [Scenario.Thread] = []
    for index in slices.indices {
      let name = program.functions[slices[index].thread.function].name
      threads.append(Scenario.Thread(name: name, steps: steps(of: index)))
    }
    var initialValues: [Variable: Int] = [:]
    for location in publishedBefore { variables[location].map { initialValues[$0] = 1 } }
    for (location, variable) in variables.sorted(by: { $0.key < $1.key }) {
      if let value = program.initialValue(of: location), value != 0 {
        initialValues[variable] = Int(value)
      }
    }
    return CutScenario(
      scenario: Scenario(threads: threads, initialValues: initialValues),
      threads: slices.map(\.thread), variables: variables)
  }

  /// Pointers that no thread here sets, and through which alone several threads reach an object:
  /// somebody else set them.
  private var publishedBefore: Set<MemoryLocation> {
    var ways: [MemoryLocation: Set<MemoryLocation?>] = [:]
    var users: [MemoryLocation: Set<Int>] = [:]
    for (number, slice) in slices.enumerated() {
      for item in slice.items {
        guard let place = slice.thread.places[item] else { continue }
        users[place.location, default: []].insert(number)
        ways[place.location, default: []].insert(pointer(to: place, in: slice.thread))
      }
    }
    let pointers = ways.compactMap { location, ways in
      ways.count == 1 && users[location, default: []].count > 1 ? ways.first ?? nil : nil
    }
    return Set(pointers).filter { pointer in
      slices.allSatisfy { slice in
        slice.thread.items.indices.allSatisfy {
          !slice.thread.items[$0].isWrite || slice.thread.location(at: $0) != pointer
        }
      }
    }
  }

  private func pointer(to place: Locator.Place, in thread: ThreadTrace) -> MemoryLocation? {
    guard case .result(let source) = place.object.base else { return nil }
    return thread.location(at: source)
  }

  // MARK: Steps

  private mutating func steps(of index: Int) -> [Step] {
    let slice = slices[index]
    let kept = Set(slice.items)
    var primary = slice.shared
    var steps: [Step] = []
    for item in slice.items {
      let place = slice.thread.places[item]
      if let place, primary[place.location] == nil { primary[place.location] = place.object }
      var context = StepContext(thread: index, item: item, kept: kept)
      context.isOtherObject = place.map { primary[$0.location] != $0.object } ?? false
      if let equality = slice.equalities[item], let value = expression(equality.value, context) {
        let number = Expression.constant(Int(equality.number))
        steps.append(Step(.assume(.binary(.equal, value, number))))
      }
      if let guardStep = dereferenceGuard(slice.thread, context) { steps.append(guardStep) }
      if slice.signals[item] != nil {
        steps += signalSteps(slice.thread, context)
      } else if let step = step(slice.thread, context) {
        steps.append(step)
      }
    }
    if let acceptance = slice.acceptance {
      let context = StepContext(thread: index, item: 0, kept: kept)
      if let condition = expression(acceptance, context) { steps.append(Step(.assume(condition))) }
    }
    return steps
  }

  struct StepContext {
    var thread: Int
    var item: Int
    var kept: Set<Int>
    /// The item works on a second object of its kind in this thread.
    var isOtherObject = false
    var origin: Int { CutScenario.origin(thread: thread, item: item) }
  }

  /// An access through a pointer that was read takes place only if the pointer is not null.
  private func dereferenceGuard(_ thread: ThreadTrace, _ context: StepContext) -> Step? {
    guard let object = thread.places[context.item]?.object, case .result(let source) = object.base,
      context.kept.contains(source), thread.items[source].isRead
    else { return nil }
    let register = Expression.register(CutScenario.register(source))
    return Step(.assume(.binary(.notEqual, register, .constant(0))))
  }

  private mutating func step(_ thread: ThreadTrace, _ context: StepContext) -> Step? {
    let item = thread.items[context.item]
    let origin = context.origin
    let register = CutScenario.register(context.item)
    switch item.kind {
    case .read(_, let access):
      guard let variable = variable(thread, context) else { return nil }
      return Step(.load(register, variable, access.mode), origin: origin)
    case .write(_, let value, let access):
      guard let variable = variable(thread, context) else { return nil }
      let isOpaque = slices[context.thread].opaqueWrites.contains(context.item)
      let stored = isOpaque ? fresh() : stored(value, context)
      return Step(.store(variable, stored, access.mode), origin: origin)
    case .update(_, let operation, let operand, let ordering):
      guard let variable = variable(thread, context) else { return nil }
      let value = stored(operand, context)
      return Step(
        .update(register, variable, operation, value, ordering.assumedOrder), origin: origin)
    case .compareExchange(_, let expected, let desired, let success, let failure, let weak):
      guard let variable = variable(thread, context) else { return nil }
      let exchange = Step.CompareExchange(
        old: register, success: Register("ok\(context.item)"), variable: variable,
        expected: expectation(expected, context),
        desired: stored(desired, context), successOrder: success.assumedOrder,
        failureOrder: failure.assumedOrder, isWeak: weak)
      return Step(.compareExchange(exchange), origin: origin)
    case .fence(let ordering, .thread):
      return Step(.fence(ordering.assumedOrder), origin: origin)
    case .lock(_, let isTry):
      guard !isTry || succeeds(thread, context), let variable = variable(thread, context) else {
        return nil
      }
      return Step(.lock(variable), origin: origin)
    case .unlock:
      return variable(thread, context).map { Step(.unlock($0), origin: origin) }
    case .assume(let condition):
      return expression(condition, context).map { Step(.assume($0), origin: origin) }
    case .call: return thread.fenceStep(context.item, as: context.thread)
    case .fence(_, .signal), .allocate, .free, .spawn, .join, .opaque: return nil
    }
  }

  /// Whether the path goes on with the lock taken.
  private func succeeds(_ thread: ThreadTrace, _ context: StepContext) -> Bool {
    thread.items.contains { item in
      if case .assume(.exchanged(context.item)) = item.kind { true } else { false }
    }
  }

  // MARK: Variables

  private mutating func variable(_ thread: ThreadTrace, _ context: StepContext) -> Variable? {
    guard let place = thread.places[context.item] else { return nil }
    if let element = slices[context.thread].elements[place.object] {
      return named(element)
    }
    if context.isOtherObject, thread.items[context.item].ordering != nil {
      // A second object of the same kind is not the one the other thread works on.
      return Variable("\(place.location)′\(context.thread)")
    }
    return named(representatives[place.location] ?? place.location)
  }

  private mutating func named(_ location: MemoryLocation) -> Variable {
    if let known = variables[location] { return known }
    var name = "\(location)"
    while !names.insert(name).inserted { name += "′" }
    let variable = Variable(name)
    variables[location] = variable
    return variable
  }

  // MARK: Values

  private mutating func fresh() -> Expression {
    nextValue += 2
    return .constant(nextValue - 2)
  }

  /// What is written: a value that is not known is a fresh one, so that it can be told from others.
  private mutating func stored(_ value: Value, _ context: StepContext) -> Expression {
    if let known = expression(value, context) { return known }
    let key = AddressKey(thread: context.thread, value: value)
    if let constant = constants[key] { return .constant(constant) }
    let constant = nextValue
    nextValue += 2
    constants[key] = constant
    return .constant(constant)
  }

  /// What a compare-exchange expects: 0 if it is not known and the thread did not store the same before.
  private mutating func expectation(_ value: Value, _ context: StepContext) -> Expression {
    let key = AddressKey(thread: context.thread, value: value)
    return expression(value, context) ?? .constant(constants[key] ?? 0)
  }

  private mutating func expression(_ value: Value, _ context: StepContext) -> Expression? {
    if let number = slices[context.thread].known[value] { return .constant(Int(number)) }
    switch value {
    case .integer(let number): return .constant(Int(number))
    case .result(let index):
      let items = slices[context.thread].thread.items
      if context.kept.contains(index) {
        // What a call gives is not known, whatever it orders.
        if items.indices.contains(index), case .call = items[index].kind { return nil }
        if slices[context.thread].thread.handed.contains(index) { return nil }
        return .register(CutScenario.register(index))
      }
      guard items.indices.contains(index), case .allocate = items[index].kind else { return nil }
      return .constant(address(value, context))
    case .exchanged(let index):
      return context.kept.contains(index) ? .register(Register("ok\(index)")) : nil
    case .global, .slot, .field, .element, .function:
      return .constant(address(value, context))
    case .not(let inner): return expression(inner, context).map { .not($0) }
    case .binary(let kind, let left, let right):
      if kind == .and || kind == .remainder, expression(right, context) == nil {
        // A ring's size that is not known is larger than any index.
        return expression(left, context)
      }
      guard let a = expression(left, context), let b = expression(right, context),
        let operation = BinaryOperator(rawValue: kind.rawValue)
      else { return nil }
      return .binary(operation, a, b)
    case .parameter, .unknown: return nil
    }
  }

  private mutating func address(_ value: Value, _ context: StepContext) -> Int {
    let isGlobal = if case .global = value.base { true } else { false }
    let key = AddressKey(thread: isGlobal ? -1 : context.thread, value: value)
    if let known = constants[key] { return known }
    nextAddress += 16
    constants[key] = nextAddress
    return nextAddress
  }
}

extension Access {
  fileprivate var mode: AccessMode {
    switch self {
    case .plain, .volatile: .plain
    case .atomic(let ordering): .atomic(ordering.assumedOrder)
    }
  }
}

extension Ordering {
  /// The order, or seq_cst if it is not known: what we do not know must not make a finding.
  var assumedOrder: MemoryOrder { order ?? .sequentiallyConsistent }
}

extension Program {
  /// The value a location has before the program runs, if it is known.
  func initialValue(of location: MemoryLocation) -> Int64? {
    if case .global(let symbol) = location.root, location.path.isEmpty {
      return globals[symbol]?.initialValue
    }
    guard case .field(let record, let name) = location.path.last else { return nil }
    return records[record]?.fields.first { $0.name == name }?.initialValue
  }
}
