// C11's operations.

/// What a function of `<stdatomic.h>` or `<threads.h>` does, its order left out.
private enum Operation {
  case load
  case store
  case initialise
  case update(UpdateOperator)
  case compareExchange(isWeak: Bool)
  case testAndSet
  case clear
  case fence
  case signalFence
  case lock
  case unlock
  case assume
  case assert

  init?(_ name: String) {
    guard let operation = Self.byName[name] else { return nil }
    self = operation
  }

  /// The generic name of a function, and whether its orders are arguments: those of the compilers'
  /// own functions always are.
  static func name(of function: String) -> (name: String, isExplicit: Bool) {
    if let own = compilers[function] { return (own, true) }
    let suffix = "_explicit"
    guard function.hasSuffix(suffix) else { return (function, false) }
    return (String(function.dropLast(suffix.count)), true)
  }

  private static let compilers: [String: String] = [
    "__atomic_load_n": "atomic_load", "__atomic_store_n": "atomic_store",
    "__atomic_exchange_n": "atomic_exchange", "__atomic_fetch_add": "atomic_fetch_add",
    "__atomic_fetch_sub": "atomic_fetch_sub", "__atomic_fetch_and": "atomic_fetch_and",
    "__atomic_fetch_or": "atomic_fetch_or", "__atomic_fetch_xor": "atomic_fetch_xor",
    "__atomic_thread_fence": "atomic_thread_fence",
    "__atomic_signal_fence": "atomic_signal_fence",
  ]

  private static let byName: [String: Operation] = [
    "atomic_load": .load, "atomic_store": .store, "atomic_init": .initialise,
    "atomic_exchange": .update(.exchange), "atomic_fetch_add": .update(.add),
    "atomic_fetch_sub": .update(.subtract), "atomic_fetch_and": .update(.and),
    "atomic_fetch_or": .update(.or), "atomic_fetch_xor": .update(.xor),
    "atomic_fetch_max": .update(.maximum), "atomic_fetch_min": .update(.minimum),
    "atomic_compare_exchange_strong": .compareExchange(isWeak: false),
    "atomic_compare_exchange_weak": .compareExchange(isWeak: true),
    "SCAS": .compareExchange(isWeak: false), "WCAS": .compareExchange(isWeak: true),
    "atomic_flag_test_and_set": .testAndSet, "atomic_flag_clear": .clear,
    "atomic_thread_fence": .fence, "atomic_signal_fence": .signalFence,
    "lock": .lock, "mtx_lock": .lock, "pthread_mutex_lock": .lock,
    "unlock": .unlock, "mtx_unlock": .unlock, "pthread_mutex_unlock": .unlock,
    "assume": .assume, "__VERIFIER_assume": .assume,
    "assert": .assert, "__VERIFIER_assert": .assert,
  ]
}

extension HerdParser {
  /// A call, with or without `_explicit`; the value of one that gives none is 0.
  mutating func call() throws(LitmusSyntaxError) -> Expression {
    let start = take()
    let (name, isExplicit) = Operation.name(of: start.text)
    guard let operation = Operation(name) else {
      throw failure("unknown function '\(start.text)'", at: start)
    }
    try expect("(")
    let value = try perform(operation, isExplicit: isExplicit)
    try expect(")")
    return value
  }

  private mutating func perform(
    _ operation: Operation, isExplicit: Bool
  ) throws(LitmusSyntaxError) -> Expression {
    switch operation {
    case .load:
      let address = try expression()
      return try read(from: address, .atomic(try order(isExplicit)))
    case .store, .initialise:
      let address = try expression()
      try expect(",")
      let value = try expression()
      var mode = AccessMode.plain
      if case .store = operation { mode = .atomic(try order(isExplicit)) }
      try write(to: address, value, mode)
      return .constant(0)
    case .update(let update):
      let address = try expression()
      try expect(",")
      let operand = try expression()
      return try self.update(address, update, operand, try order(isExplicit))
    case .compareExchange(let isWeak):
      return try compareExchange(isWeak: isWeak, isExplicit: isExplicit)
    case .testAndSet:
      let address = try expression()
      let old = try self.update(address, .exchange, .constant(1), try order(isExplicit))
      return .binary(.notEqual, old, .constant(0))
    case .clear:
      let address = try expression()
      try write(to: address, .constant(0), .atomic(try order(isExplicit)))
      return .constant(0)
    case .fence:
      emit(.fence(try orderName()))
      return .constant(0)
    case .signalFence:
      // Orders nothing between threads ([atomics.fences]/6).
      _ = try orderName()
      return .constant(0)
    case .lock:
      try access(try expression()) { .lock($0) }
      return .constant(0)
    case .unlock:
      try access(try expression()) { .unlock($0) }
      return .constant(0)
    case .assume:
      emit(.assume(try expression()))
      return .constant(0)
    case .assert:
      emit(.assert(try expression()))
      return .constant(0)
    }
  }

  private mutating func update(
    _ address: Expression, _ update: UpdateOperator, _ operand: Expression, _ order: MemoryOrder
  ) throws(LitmusSyntaxError) -> Expression {
    let old = newTemporary()
    registerTypes[old] = type(at: address)
    try access(address) { .update(old, $0, update, operand, order) }
    return .register(old)
  }

  /// The order argument, or what a call without one means.
  private mutating func order(_ isExplicit: Bool) throws(LitmusSyntaxError) -> MemoryOrder {
    guard isExplicit else { return .sequentiallyConsistent }
    try expect(",")
    return try orderName()
  }

  private mutating func orderName() throws(LitmusSyntaxError) -> MemoryOrder {
    let start = next
    let name = try word("a memory order")
    guard let order = MemoryOrder(cName: name) else {
      throw failure("'\(name)' is no memory order", at: start)
    }
    return order
  }

  // MARK: - Compare-exchange

  /// Where a compare-exchange finds the value it expects.
  private enum Expected {
    case memory(Expression)
    case register(Register)
  }

  private mutating func compareExchange(
    isWeak: Bool, isExplicit: Bool
  ) throws(LitmusSyntaxError) -> Expression {
    let address = try expression()
    try expect(",")
    let place = try expected()
    try expect(",")
    let desired = try expression()
    var success = MemoryOrder.sequentiallyConsistent
    var failure = MemoryOrder.sequentiallyConsistent
    if isExplicit {
      success = try order(true)
      failure = try order(true)
    }
    let old = newTemporary()
    let result = newTemporary()
    registerTypes[old] = type(at: address)
    registerTypes[result] = .int
    let value: Expression
    switch place {
    case .memory(let address): value = try read(from: address, .plain)
    case .register(let register): value = .register(register)
    }
    try access(address) { variable in
      .compareExchange(
        Step.CompareExchange(
          old: old, success: result, variable: variable, expected: value, desired: desired,
          successOrder: success, failureOrder: failure, isWeak: isWeak))
    }
    let update = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      switch place {
      case .memory(let address): try parser.write(to: address, .register(old), .plain)
      case .register(let register): parser.emit(.assign(register, .register(old)))
      }
    }
    emit(.branch(.register(result), then: [], else: update))
    return .register(result)
  }

  private mutating func expected() throws(LitmusSyntaxError) -> Expected {
    if isNext("&"), token(1).kind == .word, registers.contains(token(1).text) {
      _ = take()
      return .register(Register(take().text))
    }
    return .memory(try expression())
  }
}
