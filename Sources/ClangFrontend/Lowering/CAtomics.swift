import MemoryModel
import OrderLint

/// The C names OrderLint knows. No other file names a C API.
enum CAtomics {
  /// What a builtin does, as its name says it.
  struct Builtin: Hashable {
    enum Kind: Hashable {
      case load
      case store
      case initialize
      case exchange
      case update(UpdateOperator)
      case compareExchange
      /// Sets a byte to 1, giving back whether it was set.
      case testAndSet
      /// Sets a byte to 0.
      case clear
      case fence(Event.FenceScope)
    }

    enum Family: Hashable { case c11, gnu, sync }

    var kind: Kind
    var family: Family
    /// The result is the value after the update.
    var givesNewValue = false
    /// Values are passed and returned through pointers.
    var isGeneric = false
    /// Known from the name; the `__atomic` forms say it in an argument.
    var isWeak: Bool?
    /// A compare-exchange whose result is the value found, not whether it succeeded.
    var givesFoundValue = false
  }

  /// The builtin of that name.
  static func builtin(_ name: Substring) -> Builtin? {
    if name.hasPrefix("__c11_atomic_") { return c11(name.dropFirst(13)) }
    if name.hasPrefix("__atomic_") { return gnu(name.dropFirst(9)) }
    if name.hasPrefix("__sync_") { return sync(name.dropFirst(7)) }
    return nil
  }

  static func builtin(_ name: String) -> Builtin? { builtin(name[...]) }

  private static func c11(_ rest: Substring) -> Builtin? {
    switch rest {
    case "load": Builtin(kind: .load, family: .c11)
    case "store": Builtin(kind: .store, family: .c11)
    case "init": Builtin(kind: .initialize, family: .c11)
    case "exchange": Builtin(kind: .exchange, family: .c11)
    case "compare_exchange_strong":
      Builtin(kind: .compareExchange, family: .c11, isWeak: false)
    case "compare_exchange_weak": Builtin(kind: .compareExchange, family: .c11, isWeak: true)
    case "thread_fence": Builtin(kind: .fence(.thread), family: .c11)
    case "signal_fence": Builtin(kind: .fence(.signal), family: .c11)
    default: fetch(rest, family: .c11)
    }
  }

  private static func gnu(_ rest: Substring) -> Builtin? {
    switch rest {
    case "load_n": Builtin(kind: .load, family: .gnu)
    case "load": Builtin(kind: .load, family: .gnu, isGeneric: true)
    case "store_n": Builtin(kind: .store, family: .gnu)
    case "store": Builtin(kind: .store, family: .gnu, isGeneric: true)
    case "exchange_n": Builtin(kind: .exchange, family: .gnu)
    case "exchange": Builtin(kind: .exchange, family: .gnu, isGeneric: true)
    case "compare_exchange_n": Builtin(kind: .compareExchange, family: .gnu)
    case "compare_exchange": Builtin(kind: .compareExchange, family: .gnu, isGeneric: true)
    case "test_and_set": Builtin(kind: .testAndSet, family: .gnu)
    case "clear": Builtin(kind: .clear, family: .gnu)
    case "thread_fence": Builtin(kind: .fence(.thread), family: .gnu)
    case "signal_fence": Builtin(kind: .fence(.signal), family: .gnu)
    default: fetch(rest, family: .gnu)
    }
  }

  private static func fetch(_ rest: Substring, family: Builtin.Family) -> Builtin? {
    if rest.hasPrefix("fetch_"), let operation = updates[rest.dropFirst(6)] {
      return Builtin(kind: .update(operation), family: family)
    }
    if rest.hasSuffix("_fetch"), let operation = updates[rest.dropLast(6)] {
      return Builtin(kind: .update(operation), family: family, givesNewValue: true)
    }
    return nil
  }

  private static func sync(_ name: Substring) -> Builtin? {
    var rest = name
    for suffix in ["_16", "_1", "_2", "_4", "_8"] where rest.hasSuffix(suffix) {
      rest = rest.dropLast(suffix.count)
      break
    }
    switch rest {
    case "bool_compare_and_swap":
      return Builtin(kind: .compareExchange, family: .sync, isWeak: false)
    case "val_compare_and_swap":
      return Builtin(kind: .compareExchange, family: .sync, isWeak: false, givesFoundValue: true)
    case "lock_test_and_set", "swap": return Builtin(kind: .exchange, family: .sync)
    case "lock_release": return Builtin(kind: .clear, family: .sync)
    case "synchronize": return Builtin(kind: .fence(.thread), family: .sync)
    default: break
    }
    if rest.hasPrefix("fetch_and_"), let operation = updates[rest.dropFirst(10)] {
      return Builtin(kind: .update(operation), family: .sync)
    }
    if rest.hasSuffix("_and_fetch"), let operation = updates[rest.dropLast(10)] {
      return Builtin(kind: .update(operation), family: .sync, givesNewValue: true)
    }
    return nil
  }

  private static let updates: [Substring: UpdateOperator] = [
    "add": .add, "sub": .subtract, "and": .and, "or": .or, "xor": .xor, "nand": .nand,
    "min": .minimum, "max": .maximum, "umin": .unsignedMinimum,
    "umax": .unsignedMaximum,
  ]

  /// The order of a `__sync` builtin: full barriers but for the lock pair, as GCC documents.
  static func syncOrdering(_ name: String) -> Ordering {
    if name.contains("lock_test_and_set") { return Ordering(.known(.acquire), isOneSided: true) }
    if name.contains("lock_release") { return Ordering(.known(.release), isOneSided: true) }
    return Ordering(.known(.sequentiallyConsistent))
  }

  /// Functions that do not come back. Declarations that say so themselves need no entry.
  static let neverReturn: Set<String> = [
    "abort", "exit", "_exit", "_Exit", "quick_exit", "longjmp", "siglongjmp", "pthread_exit",
    "thrd_exit", "__assert_fail", "__assert", "__assert_rtn", "err", "errx", "verr", "verrx",
    "__builtin_unreachable", "__builtin_trap", "__builtin_abort", "__stack_chk_fail",
  ]

  /// Library functions with a meaning of their own, if the repository does not define them itself.
  enum Library: Hashable {
    case lock, tryLock, unlock
    /// `pthread_cond_wait`: gives the mutex up and takes it again.
    case wait
    /// Positions of the thread's handle, entry and first argument.
    case spawn(handle: Int, entry: Int, argument: Int)
    case join
    case allocate
    case free
    /// Copies from the second argument to the first.
    case copy
    case fill
    /// The value is the first argument's; nothing else happens.
    case firstArgument
    /// No effect and no value of interest.
    case nothing
    case fence(MemoryOrder, Event.FenceScope)
  }

  static let library: [String: Library] = {
    var table: [String: Library] = [
      "pthread_create": .spawn(handle: 0, entry: 2, argument: 3),
      "thrd_create": .spawn(handle: 0, entry: 1, argument: 2),
      "pthread_join": .join, "thrd_join": .join,
      "pthread_cond_wait": .wait, "pthread_cond_timedwait": .wait, "cnd_wait": .wait,
      "cnd_timedwait": .wait,
      "free": .free, "cfree": .free, "__builtin_free": .free,
      "_mm_mfence": .fence(.sequentiallyConsistent, .thread),
      "__builtin_ia32_mfence": .fence(.sequentiallyConsistent, .thread),
      "_mm_sfence": .fence(.release, .thread), "__builtin_ia32_sfence": .fence(.release, .thread),
      "_mm_lfence": .fence(.acquire, .thread), "__builtin_ia32_lfence": .fence(.acquire, .thread),
      "__builtin_arm_dmb": .fence(.sequentiallyConsistent, .thread),
      "__dmb": .fence(.sequentiallyConsistent, .thread),
      "OSMemoryBarrier": .fence(.sequentiallyConsistent, .thread),
    ]
    let groups: [(Library, [String])] = [
      (
        .lock,
        [
          "pthread_mutex_lock", "mtx_lock", "pthread_rwlock_rdlock", "pthread_rwlock_wrlock",
          "pthread_spin_lock", "os_unfair_lock_lock",
        ]
      ),
      (
        .tryLock,
        [
          "pthread_mutex_trylock", "mtx_trylock", "pthread_rwlock_tryrdlock", "mtx_timedlock",
          "pthread_rwlock_trywrlock", "pthread_spin_trylock", "pthread_mutex_timedlock",
        ]
      ),
      (
        .unlock,
        [
          "pthread_mutex_unlock", "mtx_unlock", "pthread_rwlock_unlock", "pthread_spin_unlock",
          "os_unfair_lock_unlock",
        ]
      ),
      (
        .allocate,
        ["malloc", "calloc", "aligned_alloc", "valloc", "memalign", "alloca", "pvalloc"]
      ),
      (
        .copy,
        [
          "memcpy", "memmove", "mempcpy", "strcpy", "strncpy", "stpcpy", "strlcpy", "wmemcpy",
        ]
      ),
      (.fill, ["memset", "explicit_bzero", "bzero"]),
      (
        .firstArgument,
        ["__builtin_expect", "__builtin_expect_with_probability", "__builtin_assume_aligned"]
      ),
      (
        .nothing,
        [
          "__builtin_prefetch", "__builtin_ia32_pause", "_mm_pause", "__builtin_arm_yield",
          "__yield", "__builtin_assume", "__builtin_va_start", "__builtin_va_end",
        ]
      ),
    ]
    for (meaning, names) in groups {
      for name in names {
        table[name] = meaning
        table["__builtin_" + name] = meaning
        table["__builtin___\(name)_chk"] = meaning
      }
    }
    return table
  }()

  /// Word parts that make a file worth parsing.
  static let vocabulary = [
    "stdatomic.h", "atomic_", "__atomic", "__sync_", "__c11_atomic", "_Atomic", "_mm_mfence",
    "__asm", "asm volatile", "asm(", "asm (", "volatile",
  ]
}
