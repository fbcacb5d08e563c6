/// What is known at one point of one path.
struct PathState {
  private(set) var items: [TraceItem] = []
  /// What items assume.
  private var assumptions: Set<Value> = []
  /// Parameters that are known functions.
  let given: [Int: String]
  var locals: [LocalID: Value] = [:]
  var results: [EventID: Value] = [:]
  var exchanges: [EventID: Value] = [:]
  /// Contents of local variables whose address is taken, and of their parts.
  var slots: [Value: Value] = [:]
  /// What reads of constant globals gave.
  var constants: [String: Value] = [:]
  /// What was known when each block was last entered.
  var visits: [Int: Visit] = [:]
  var visitCounts: [Int: Int] = [:]
  var activationCount = 1
  var unknownCount = 0
  var returned: Value?

  init(given: [Int: String]) { self.given = given }

  /// What stands for the name of a function that is only known by the field it was kept in.
  func nameOfField(holding entry: Value) -> String {
    guard case .result(let index) = entry, items.indices.contains(index),
      case .read(.field(_, _, let name), _) = items[index].kind
    else { return "" }
    return TraceItem.indirectPrefix + name
  }

  struct Visit {
    var itemCount: Int
    var locals: [LocalID: Value]
    var slots: [Value: Value]
  }

  /// Forgets what a loop changed since the visit: the next iteration stands for any later one. What
  /// it found out, such as whether any of several words is set, it has found out.
  mutating func forgetChanges(since visit: Visit) {
    for (local, value) in locals.sorted(by: { $0.key.index < $1.key.index })
    where visit.locals[local] != value && !isFinding(value, since: visit, local) {
      locals[local] = freshUnknown()
    }
    for (slot, value) in slots where visit.slots[slot] != nil && visit.slots[slot] != value {
      slots[slot] = nil
    }
  }

  /// Whether a variable that was 0 or 1 holds what an atomic access since the visit tells.
  private func isFinding(_ value: Value, since visit: Visit, _ local: LocalID) -> Bool {
    guard case .integer(0...1)? = visit.locals[local], value.isTruthValue else { return false }
    return value.depends {
      $0 >= visit.itemCount && items.indices.contains($0) && items[$0].isAtomicAccess
    }
  }

  mutating func freshUnknown() -> Value {
    unknownCount += 1
    return .unknown(unknownCount - 1)
  }

  /// The most parts of a value that is kept: nobody can tell anything from larger ones.
  private static let valueLimit = 96

  /// The value of an operand, to be kept in a variable or given to a function.
  mutating func kept(_ operand: Operand) -> Value {
    let value = evaluate(operand)
    return value.hasMoreParts(than: Self.valueLimit) ? freshUnknown() : value
  }

  /// The value of an operand here.
  mutating func evaluate(_ operand: Operand) -> Value {
    switch operand {
    case .integer(let number): return .integer(number)
    case .null: return .integer(0)
    case .parameter(let index): return given[index].map { .function($0) } ?? .parameter(index)
    case .local(let local):
      if let value = locals[local] { return value }
      let value = freshUnknown()
      locals[local] = value
      return value
    case .result(let event): return results[event] ?? freshUnknown()
    case .exchanged(let event): return exchanges[event] ?? freshUnknown()
    case .global(let symbol): return .global(symbol)
    case .slot(let local): return .slot(activation: 0, local)
    case .field(let base, let record, let name):
      return .field(of: evaluate(base), record: record, name: name)
    case .element(let base, let index):
      return .element(of: evaluate(base), index: evaluate(index))
    case .function(let symbol): return .function(symbol)
    case .not(let inner): return Value.negation(evaluate(inner))
    case .binary(let kind, let left, let right):
      return Value.computed(kind, evaluate(left), evaluate(right))
    case .unknown: return freshUnknown()
    }
  }

  /// Takes a condition as true. Returns false if it cannot be.
  mutating func assume(
    _ condition: Value, at range: SourceRange, function: Int, calls: [SourceRange] = []
  ) -> Bool {
    switch condition {
    case .integer(let number): return number != 0
    case .binary(.and, let left, let right) where left.isTruthValue && right.isTruthValue:
      return assume(left, at: range, function: function, calls: calls)
        && assume(right, at: range, function: function, calls: calls)
    case let value:
      if value.isObjectAddress { return true }
      if contradicts(value) { return false }
      guard !value.containsUnknown || value.dependsOnItems else { return true }
      learn(from: value)
      assumptions.insert(value)
      items.append(
        TraceItem(kind: .assume(value), range: range, calls: calls, function: function))
      return true
    }
  }

  /// A constant that was found equal to a number is that number from here on.
  private mutating func learn(from condition: Value) {
    guard case .binary(.equal, let value, .integer(let number)) = condition,
      let symbol = constants.first(where: { $0.value == value })?.key
    else { return }
    constants[symbol] = .integer(number)
  }

  /// Whether the path has already taken the opposite.
  private func contradicts(_ condition: Value) -> Bool {
    let opposite = Value.negation(condition)
    if assumptions.contains(opposite) { return true }
    guard let read = condition.testedForZero, let earlier = earlierRead(ofPlaceReadAt: read) else {
      return false
    }
    return assumptions.contains(opposite.replacingResults { $0 == read ? earlier : nil })
  }

  /// An earlier plain read, elsewhere in the text, of what the item reads plainly, if nothing since
  /// can have changed it: where there are no races, both find the same.
  private func earlierRead(ofPlaceReadAt index: Int) -> Int? {
    guard items.indices.contains(index), case .read(let address, .plain) = items[index].kind else {
      return nil
    }
    for earlier in items.indices.prefix(index).suffix(Self.reachOfReads).reversed() {
      let item = items[earlier]
      switch item.kind {
      case .read(address, .plain) where item.range != items[index].range: return earlier
      case .write(let other, _, .plain) where other.isOtherField(than: address): continue
      case .read(_, .plain), .read(_, .volatile), .assume, .allocate: continue
      case .read(_, .atomic(let ordering)) where ordering.order == .relaxed: continue
      case .read, .write, .update, .compareExchange, .fence, .free, .lock, .unlock, .spawn, .join,
        .call, .opaque:
        return nil
      }
    }
    return nil
  }

  private static let reachOfReads = 48

  /// Adds an item and gives its index as a value.
  mutating func append(_ item: TraceItem) -> Value {
    items.append(item)
    return .result(items.count - 1)
  }

  /// Whether the path only read since the visit and goes round again because of what an atomic read
  /// gave: a spin, of which the last iteration says all. A loop that counts is none.
  func onlySpun(since visit: Visit, besides patience: @autoclosure () -> Set<LocalID>) -> Bool {
    let start = min(visit.itemCount, items.count)
    let counters = locals.keys.filter { local in
      guard let before = visit.locals[local], let value = locals[local], before != value else {
        return false
      }
      return !value.depends { $0 >= start }
    }
    guard counters.isEmpty || patience().isSuperset(of: counters) else { return false }
    var retries = false
    for item in items[start...] {
      switch item.kind {
      case .assume(let condition):
        retries =
          retries
          || condition.depends { $0 >= start && items[$0].isAtomicAccess }
      case .read, .fence, .compareExchange, .opaque: break
      case .call(_, let arguments): if !arguments.isEmpty { return false }
      case .write, .update, .allocate, .free, .lock, .unlock, .spawn, .join: return false
      }
    }
    return retries
  }

  /// Whether the path read something since the visit on which no branch and no exchange hangs: it has
  /// taken data.
  func keepsReads(since visit: Visit) -> Bool {
    let start = min(visit.itemCount, items.count)
    var decided: Set<Int> = []
    for item in items[start...] {
      switch item.kind {
      case .assume(let condition): decided.formUnion(condition.dependencies)
      case .compareExchange: return false
      default: break
      }
    }
    return items.indices.dropFirst(start).contains { items[$0].isRead && !decided.contains($0) }
  }
}

extension Value {
  /// The item whose result the condition compares with 0.
  fileprivate var testedForZero: Int? {
    switch self {
    case .result(let index): index
    case .not(let inner): inner.testedForZero
    case .binary(.equal, .result(let index), .integer(0)),
      .binary(.notEqual, .result(let index), .integer(0)):
      index
    default: nil
    }
  }

  /// Whether both are fields, and of different names: whatever the objects, they do not overlap.
  fileprivate func isOtherField(than other: Value) -> Bool {
    guard case .field(_, let record, let name) = self,
      case .field(_, let otherRecord, let otherName) = other
    else { return false }
    return record != otherRecord || name != otherName
  }

  /// Whether the address lies in a local variable.
  var isInSlot: Bool {
    if case .slot = base { true } else { false }
  }
}
