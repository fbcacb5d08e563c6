/// Which functions are only ever called with a lock held (guard G3): looked at on their own they
/// would seem unprotected.
struct LockContext {
  private var bare: Set<Int> = []
  private var locked: Set<Int> = []
  private var targets: [Call: Int?] = [:]

  private struct Call: Hashable {
    var name: String
    var caller: Int
  }

  init(of threads: [ThreadTrace], in program: Program) {
    for thread in threads { add(thread, program) }
  }

  /// Whether every call in view is made under a lock.
  func isAlwaysLocked(_ function: Int) -> Bool {
    locked.contains(function) && !bare.contains(function)
  }

  private mutating func add(_ thread: ThreadTrace, _ program: Program) {
    var depth = 0
    let root = thread.function
    var last = (function: root, depth: 0)
    for item in thread.items {
      if item.function != root, item.function != last.function || depth != last.depth {
        note(item.function, depth)
        last = (item.function, depth)
      }
      guard !item.isAccess else { continue }
      switch item.kind {
      case .lock: depth += 1
      case .unlock: depth = max(0, depth - 1)
      case .call(let name, _):
        if let target = target(of: Call(name: name, caller: item.function), program) {
          note(target, depth)
        }
      case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .spawn, .join,
        .assume, .opaque:
        break
      }
    }
  }

  private mutating func target(of call: Call, _ program: Program) -> Int? {
    if let known = targets[call] { return known }
    let found = program.resolve(symbol: call.name, from: program.functions[call.caller])
    targets[call] = found
    return found
  }

  private mutating func note(_ function: Int, _ depth: Int) {
    if depth > 0 { locked.insert(function) } else { bare.insert(function) }
  }
}

extension CallGraph {
  /// Whether a function that calls this one, directly or through others, takes a lock somewhere, and no
  /// other way leads here from what others may call.
  func hasLockingCaller(_ function: Int, in program: Program) -> Bool {
    var seen: Set<Int> = [function]
    var pending = [function]
    var isLocked = false
    while let next = pending.popLast() {
      for caller in callers[next] where seen.insert(caller).inserted {
        if program.functions[caller].takesLock {
          isLocked = true
        } else if program.functions[caller].visibility == .shared || escaping.contains(caller) {
          return false
        } else {
          pending.append(caller)
        }
      }
    }
    return isLocked
  }
}

extension Function {
  fileprivate var takesLock: Bool {
    blocks.contains { block in
      block.events.contains { event in
        if case .lock = event.kind { true } else { false }
      }
    }
  }
}
