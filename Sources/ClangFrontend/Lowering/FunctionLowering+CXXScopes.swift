import CLibclang
import MemoryModel
import OrderLint

/// What happens when a scope is left.
enum Cleanup {
  case destroy(Operand, destructor: String, node: Int)
  case unlock(UnsafeRawPointer, node: Int)
}

/// A lock object of the library: what it locks, and whether it does.
struct HeldLocks {
  var locks: [Lockable]
  /// 1 while the mutexes are held; nil if they always are.
  var held: LocalID?
}

/// Something with `lock` and `unlock`.
struct Lockable {
  var address: Operand
  /// Symbols of a lock that the repository defines itself.
  var lock: String?
  var unlock: String?
}

extension FunctionLowering {
  // MARK: Scopes

  mutating func openScope() { scopes.append([]) }

  mutating func closeScope() {
    let cleanups = scopes.popLast() ?? []
    for cleanup in cleanups.reversed() { perform(cleanup) }
  }

  /// Leaves scopes down to a depth, as `return` and `break` do.
  mutating func leaveScopes(downTo depth: Int) {
    for cleanups in scopes.dropFirst(depth).reversed() {
      for cleanup in cleanups.reversed() { perform(cleanup) }
    }
  }

  private mutating func atScopeEnd(_ cleanup: Cleanup) {
    guard !scopes.isEmpty else { return }
    scopes[scopes.count - 1].append(cleanup)
  }

  private mutating func perform(_ cleanup: Cleanup) {
    switch cleanup {
    case .destroy(let address, let destructor, let node):
      emit(.call(.direct(destructor), arguments: [address]), at: node)
    case .unlock(let key, let node):
      guard let locks = heldLocks[key] else { return }
      guard let held = locks.held else { return release(locks, node) }
      let locked = builder.makeBlock()
      let end = builder.makeBlock()
      builder.terminate(.branch(.local(held), then: locked, else: end))
      builder.begin(locked)
      release(locks, node)
      builder.begin(end)
    }
  }

  // MARK: Objects with destructors

  /// Remembers to destroy a local object.
  mutating func willDestroy(_ variable: CXCursor, at address: Operand, _ node: Int) {
    guard variable.type.isRecord, context.libraryClass(of: variable.type) == nil,
      let record = context.classDeclaration(of: variable.type),
      let destructor = context.destructorSymbol(of: record)
    else { return }
    atScopeEnd(.destroy(address, destructor: destructor, node: node))
  }

  // MARK: Locks

  /// Declares a variable of a lock class; whether it is one.
  mutating func declareLock(_ variable: Int, _ initializer: Int?) -> Bool {
    let cursor = tree[variable].cursor
    guard let kind = context.libraryClass(of: cursor.type), kind.isLock, let key = cursor.identity
    else { return false }
    let arguments = initializer.map { lockArguments($0) } ?? []
    let tags = arguments.map { tree[$0].cursor.type.spelling }.filter { $0.contains("_lock") }
    let mutexes = arguments.filter { argument in
      let type = tree[argument].cursor.type
      let spelling = type.spelling
      return !spelling.contains("_lock_t") && !spelling.contains("to_lock")
        && !(context.libraryClass(of: type)?.isLock ?? false)
    }
    let locks = mutexes.map { lockable($0) }
    let isMovable = kind == .movableLock && mentioned.contains(key)
    let held = isMovable ? makeLocal("\(cursor.name)_held") : nil
    let known = HeldLocks(locks: locks, held: held)
    heldLocks[key] = known
    acquireAtFirst(known, tags, variable)
    atScopeEnd(.unlock(key, node: variable))
    return true
  }

  private mutating func acquireAtFirst(_ known: HeldLocks, _ tags: [String], _ node: Int) {
    var isHeld: Operand = .integer(known.locks.isEmpty ? 0 : 1)
    if tags.contains(where: { $0.contains("defer_lock") }) {
      isHeld = .integer(0)
    } else if tags.contains(where: { $0.contains("try_to_lock") }), let first = known.locks.first {
      isHeld = .exchanged(emit(.lock(at: first.address, isTry: true), at: node))
    } else if !tags.contains(where: { $0.contains("adopt_lock") }) {
      acquire(known, node)
    }
    if let held = known.held { emit(.assign(held, isHeld), at: node) }
  }

  private func lockArguments(_ initializer: Int) -> [Int] {
    let inner = tree.strippingParentheses(initializer)
    if tree[inner].kind == CXCursor_CallExpr,
      tree[inner].cursor.referenced.kind == CXCursor_Constructor
    {
      return expressions(tree[inner].children).filter { !isDefaultArgument($0) }
    }
    if tree[inner].kind == CXCursor_InitListExpr { return expressions(tree[inner].children) }
    let parts = expressions(tree[initializer].children)
    let isList = tree[initializer].kind == CXCursor_UnexposedExpr && !parts.isEmpty
    return isList ? parts : [initializer]
  }

  private mutating func lockable(_ node: Int) -> Lockable {
    let type = tree[node].cursor.type
    let address = type.isPointer ? value(node) : address(node)
    var lockable = Lockable(address: address)
    guard let known = staticType(of: node), context.libraryClass(of: known) == nil,
      let record = context.classDeclaration(of: known)
    else { return lockable }
    let names = [("lock", "unlock"), ("Lock", "Unlock")]
    for (lock, unlock) in names {
      guard let first = context.member(lock, of: record),
        let second = context.member(unlock, of: record), first.kind.isFunction,
        second.kind.isFunction
      else { continue }
      let functions = (context.function(first), context.function(second))
      guard functions.0.isDefinedHere, functions.1.isDefinedHere else { continue }
      lockable.lock = functions.0.symbol
      lockable.unlock = functions.1.symbol
      break
    }
    return lockable
  }

  private mutating func acquire(_ locks: HeldLocks, _ node: Int) {
    for lock in locks.locks {
      if let symbol = lock.lock {
        emit(.call(.direct(symbol), arguments: [lock.address]), at: node)
      } else {
        emit(.lock(at: lock.address, isTry: false), at: node)
      }
    }
  }

  private mutating func release(_ locks: HeldLocks, _ node: Int) {
    for lock in locks.locks.reversed() {
      if let symbol = lock.unlock {
        emit(.call(.direct(symbol), arguments: [lock.address]), at: node)
      } else {
        emit(.unlock(at: lock.address), at: node)
      }
    }
  }

  /// Members of lock objects.
  mutating func lockMember(_ name: String, _ member: Int, _ node: Int) -> Operand {
    guard let key = base(ofMember: member).flatMap({ variable($0) }), let locks = heldLocks[key]
    else { return .unknown(name) }
    switch name {
    case "lock":
      acquire(locks, node)
      if let held = locks.held { emit(.assign(held, .integer(1)), at: node) }
    case "unlock":
      release(locks, node)
      if let held = locks.held { emit(.assign(held, .integer(0)), at: node) }
    case "try_lock":
      guard let first = locks.locks.first else { break }
      let event = emit(.lock(at: first.address, isTry: true), at: node)
      if let held = locks.held { emit(.assign(held, .exchanged(event)), at: node) }
      return .exchanged(event)
    case "release":
      if let held = locks.held { emit(.assign(held, .integer(0)), at: node) }
    case "owns_lock", "operator bool":
      if let held = locks.held { return .local(held) }
    default: break
    }
    return .unknown(name)
  }

  private func variable(_ node: Int) -> UnsafeRawPointer? {
    let inner = tree.strippingParentheses(node)
    guard tree[inner].kind == CXCursor_DeclRefExpr else { return nil }
    return tree[inner].cursor.referenced.identity
  }

  /// Waiting gives the mutex up and takes it again, until the predicate holds if there is one.
  mutating func conditionMember(_ name: String, _ arguments: [Int], _ node: Int) -> Operand {
    guard name.hasPrefix("wait"), let first = arguments.first else {
      for argument in arguments { discard(argument) }
      return .unknown(name)
    }
    let locks = variable(first).flatMap { heldLocks[$0] }
    let predicate = arguments.count > 1 ? arguments.last : nil
    let inner = predicate.map { tree.strippingParentheses($0) }
    guard let inner, tree[inner].kind == CXCursor_LambdaExpr else {
      if let locks { giveUp(locks, node) }
      return .unknown(name)
    }
    let condition = lambda(inner)
    let head = builder.makeBlock()
    let wait = builder.makeBlock()
    let end = builder.makeBlock()
    builder.begin(head)
    let holds = call(condition, [], node)
    branch(on: holds, then: end, else: wait)
    builder.begin(wait)
    if let locks { giveUp(locks, node) }
    builder.terminate(.jump(head))
    builder.begin(end)
    return .unknown(name)
  }

  private mutating func giveUp(_ locks: HeldLocks, _ node: Int) {
    release(locks, node)
    acquire(locks, node)
  }
}
