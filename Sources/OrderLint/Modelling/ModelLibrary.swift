import MemoryModel

/// What functions mean that the files do not define.
enum ModelLibrary {
  enum Meaning {
    case nothing, fails, ends, endsThread, neverReached, assumes, asserts, retires
    case chooses(isBoolean: Bool)
    case wait, signal
    case synchronizes(Synchronization)
    /// Counts bits of a number so wide; as `ffs` does, or not.
    case counts(UnsignedOperator, bits: Int, isFirst: Bool)
    /// Chooses the kind of a mutex: there is one.
    case isOnlyNormal
  }

  static func meaning(of symbol: String) -> Meaning? {
    let name = symbol.split(separator: "(").first.map(String.init) ?? symbol
    if let known = table[name] { return known }
    if let known = Synchronization(rawValue: name) { return .synchronizes(known) }
    if let known = counting(name) { return known }
    if ["rand", "random", "lrand48"].contains(name) { return .chooses(isBoolean: false) }
    guard name.hasPrefix("__VERIFIER_nondet_") else { return nil }
    let type = name.dropFirst("__VERIFIER_nondet_".count)
    if type == "bool" || type == "_Bool" { return .chooses(isBoolean: true) }
    return ["float", "double", "pointer"].contains(type) ? nil : .chooses(isBoolean: false)
  }

  /// `__builtin_ctz`, `ffsl` and their like: the suffix says how wide the number is.
  private static func counting(_ name: String) -> Meaning? {
    let prefix = "__builtin_"
    let bare = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : Substring(name)
    let kinds: [(String, UnsignedOperator)] = [
      ("ctz", .trailingZeros), ("clz", .leadingZeros), ("popcount", .ones),
      ("ffs", .trailingZeros),
    ]
    for (word, operation) in kinds where bare.hasPrefix(word) {
      let isFirst = word == "ffs"
      guard isFirst || bare.startIndex != name.startIndex else { return nil }
      switch bare.dropFirst(word.count) {
      case "": return .counts(operation, bits: 32, isFirst: isFirst)
      case "l", "ll": return .counts(operation, bits: 64, isFirst: isFirst)
      default: return nil
      }
    }
    return nil
  }

  private static let table: [String: Meaning] = {
    var table: [String: Meaning] = [
      "__VERIFIER_assume": .assumes, "__VERIFIER_assert": .asserts,
      "__VERIFIER_hazptr_retire": .retires, "pthread_mutexattr_settype": .isOnlyNormal,
      "pthread_cond_wait": .wait, "cnd_wait": .wait,
      "pthread_cond_signal": .signal, "pthread_cond_broadcast": .signal, "cnd_signal": .signal,
      "cnd_broadcast": .signal,
    ]
    let groups: [(Meaning, [String])] = [
      (
        .fails,
        [
          "__assert_fail", "__assert", "__assert_rtn", "__assert_func", "_assert", "reach_error",
          "__VERIFIER_error",
        ]
      ),
      (.ends, ["exit", "_exit", "_Exit", "quick_exit"]),
      (.endsThread, ["pthread_exit", "thrd_exit"]),
      (.neverReached, ["abort", "__builtin_trap", "__builtin_unreachable", "__builtin_abort"]),
      (
        .nothing,
        [
          "printf", "fprintf", "puts", "putchar", "fputs", "fflush", "perror", "sched_yield",
          "thrd_yield", "pthread_yield", "usleep", "sleep", "nanosleep", "srand",
          "pthread_mutex_init", "pthread_mutex_destroy", "mtx_init", "mtx_destroy",
          "pthread_cond_init", "pthread_cond_destroy", "cnd_init", "cnd_destroy",
          "pthread_spin_init", "pthread_spin_destroy", "pthread_attr_init", "pthread_attr_destroy",
          "pthread_mutexattr_init", "pthread_mutexattr_destroy", "pthread_setconcurrency",
          "pthread_condattr_init", "pthread_condattr_destroy", "pthread_attr_setstacksize",
          // Hints about the loop that follows.
          "__VERIFIER_loop_begin", "__VERIFIER_loop_bound", "__VERIFIER_spin_start",
          "__VERIFIER_spin_end",
          "__VERIFIER_annotate_begin", "__VERIFIER_annotate_end", "__VERIFIER_opt_begin",
          "__VERIFIER_hazptr_alloc", "__VERIFIER_hazptr_protect", "__VERIFIER_hazptr_clear",
          "__VERIFIER_hazptr_free", "__VERIFIER_method_begin", "__VERIFIER_method_end",
          "pthread_detach", "pthread_rwlock_init", "pthread_rwlock_destroy",
          "pthread_barrierattr_init", "pthread_barrierattr_destroy", "pthread_rwlockattr_init",
          "pthread_rwlockattr_destroy", "sem_destroy", "setbuf", "setvbuf",
          "print", "debugPrint", "Thread.sleep", "__builtin_prefetch",
        ]
      ),
    ]
    for (meaning, names) in groups { for name in names { table[name] = meaning } }
    return table
  }()
}
