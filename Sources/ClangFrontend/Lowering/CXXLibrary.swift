import MemoryModel
import OrderLint
import Vocabularies

/// The names of C++'s library that OrderLint knows. No other file names a C++ API.
enum CXXLibrary {
  enum Class: Hashable {
    case atomic, atomicFlag, atomicReference
    case mutex
    /// Locks from its construction to the end of its scope.
    case scopedLock
    /// As a scoped lock, but can be unlocked and locked again.
    case movableLock
    case uniquePointer, sharedPointer
    /// Elements behind `[]`.
    case sequence
    case thread
    case condition
    case onceFlag
    /// Threads wait for each other by it: a semaphore, a latch, a barrier.
    case signal
    /// Holds its value in itself: `std::optional`.
    case wrapper
    /// A class with no meaning for memory that others can reach.
    case other

    /// The class that a vocabulary says it is.
    init(_ kind: VocabularyClass.Kind) {
      self =
        switch kind {
        case .atomic: .atomic
        case .mutex: .mutex
        case .lockGuard: .scopedLock
        case .movableLock: .movableLock
        case .owner: .uniquePointer
        case .sharedOwner: .sharedPointer
        case .onceFlag: .onceFlag
        case .other: .other
        }
    }

    /// Whether template argument 0 is what is held or pointed to.
    var isHolder: Bool { isAtomic || isPointer || self == .wrapper }
    var isAtomic: Bool { self == .atomic || self == .atomicReference || self == .atomicFlag }
    var isPointer: Bool { self == .uniquePointer || self == .sharedPointer }
    var isLock: Bool { self == .scopedLock || self == .movableLock }
  }

  private static let namespaces: Set<Substring> = ["std", "__gnu_cxx"]

  /// The class of that qualified name.
  static func classNamed(_ name: String, _ vocabulary: VocabularySet) -> Class? {
    if let known = vocabulary.classNamed(name) { return Class(known.kind) }
    let parts = name.split(separator: ":")
    guard let last = parts.last else { return nil }
    if last == "atomic" || last == "atomic_flag" || last == "atomic_ref" { return classes[last] }
    guard parts.count > 1, let first = parts.first,
      namespaces.contains(first) || vocabulary.resemblesStandard(first)
    else { return nil }
    return classes[last] ?? .other
  }

  private static let classes: [Substring: Class] = {
    var table: [Substring: Class] = [:]
    let groups: [(Class, [Substring])] = [
      (
        .atomic,
        [
          "atomic", "__atomic_base", "__atomic_float", "_Sp_atomic", "atomic_bool", "atomic_int",
          "atomic_uint",
        ]
      ),
      (.atomicFlag, ["atomic_flag", "__atomic_flag_base"]),
      (.atomicReference, ["atomic_ref", "__atomic_ref", "__atomic_ref_base"]),
      (
        .mutex,
        [
          "mutex", "recursive_mutex", "timed_mutex", "recursive_timed_mutex", "shared_mutex",
          "shared_timed_mutex", "__mutex_base", "__recursive_mutex_base", "__shared_mutex_pthread",
        ]
      ),
      (.scopedLock, ["lock_guard", "scoped_lock"]),
      (.movableLock, ["unique_lock", "shared_lock"]),
      (.uniquePointer, ["unique_ptr", "auto_ptr"]),
      (
        .sharedPointer,
        ["shared_ptr", "__shared_ptr", "__shared_ptr_access", "weak_ptr", "__weak_ptr"]
      ),
      (
        .sequence,
        [
          "vector", "array", "deque", "basic_string", "span", "valarray", "_Bit_vector",
          "basic_string_view",
        ]
      ),
      (.thread, ["thread", "jthread"]),
      (.condition, ["condition_variable", "condition_variable_any"]),
      (.onceFlag, ["once_flag"]),
      (.signal, ["counting_semaphore", "binary_semaphore", "latch", "barrier"]),
      (.wrapper, ["optional", "reference_wrapper"]),
    ]
    for (kind, names) in groups {
      for name in names { table[name] = kind }
    }
    return table
  }()

  // MARK: Atomic operations

  enum Operation: Hashable {
    case load, store, exchange, testAndSet, test, clear, initialize
    case update(UpdateOperator)
    case compareExchange(isWeak: Bool)
    /// Blocks while the value is the given one.
    case wait
    /// No effect on memory.
    case nothing
  }

  /// The member functions of atomic classes.
  static func member(_ name: String) -> Operation? { members[name] }

  private static let members: [String: Operation] = [
    "load": .load, "store": .store, "exchange": .exchange, "test_and_set": .testAndSet,
    "test": .test, "clear": .clear, "compare_exchange_weak": .compareExchange(isWeak: true),
    "compare_exchange_strong": .compareExchange(isWeak: false), "fetch_add": .update(.add),
    "fetch_sub": .update(.subtract), "fetch_and": .update(.and), "fetch_or": .update(.or),
    "fetch_xor": .update(.xor), "fetch_max": .update(.maximum), "fetch_min": .update(.minimum),
    "wait": .wait, "notify_one": .nothing, "notify_all": .nothing, "is_lock_free": .nothing,
  ]

  /// Members that no other class is likely to have: these need no type.
  static func isUnmistakable(_ name: String) -> Bool {
    name.hasPrefix("compare_exchange_") || name.hasPrefix("fetch_") && members[name] != nil
      || name == "test_and_set"
  }

  /// The free functions on atomic objects, without `_explicit`.
  static func function(_ name: String) -> Operation? {
    guard name.hasPrefix("atomic_") else { return nil }
    var rest = name.dropFirst(7)
    if rest.hasSuffix("_explicit") { rest = rest.dropLast(9) }
    if rest.hasPrefix("flag_") { rest = rest.dropFirst(5) }
    if rest == "init" { return .initialize }
    return members[String(rest)]
  }

  /// What a call of that name is to other threads.
  static func role(ofCall name: String) -> Event.Role? {
    guard name.hasPrefix("std::") else { return nil }
    return signals[name] ?? .scans
  }

  /// How calls of members of semaphores, latches and barriers are named in the IR.
  static func signal(_ member: String) -> String { "std::signal::" + member }

  private static let signals: [String: Event.Role] = [
    signal("release"): .posts, signal("count_down"): .posts, signal("arrive"): .posts,
    signal("acquire"): .waits, signal("try_acquire"): .waits, signal("try_acquire_for"): .waits,
    signal("try_acquire_until"): .waits, signal("wait"): .waits, signal("try_wait"): .waits,
    signal("arrive_and_wait"): .meets,
  ]

  /// The members of mutexes.
  static let mutexMembers: [String: VocabularyClass.MutexOperation] = [
    "lock": .lock, "lock_shared": .lock, "unlock": .unlock, "unlock_shared": .unlock,
    "try_lock": .tryLock, "try_lock_shared": .tryLock, "try_lock_for": .tryLock,
    "try_lock_until": .tryLock,
  ]

  /// The fences.
  static func fence(_ name: String) -> Event.FenceScope? {
    switch name {
    case "atomic_thread_fence": .thread
    case "atomic_signal_fence": .signal
    default: nil
    }
  }

  /// Assignment operators of atomic objects.
  static let updates: [String: UpdateOperator] = [
    "operator+=": .add, "operator-=": .subtract, "operator&=": .and, "operator|=": .or,
    "operator^=": .xor, "operator++": .add, "operator--": .subtract,
  ]

  static let comparisons: [String: BinaryOperator] = [
    "operator==": .equal, "operator!=": .notEqual, "operator<": .less,
    "operator<=": .lessOrEqual, "operator>": .greater, "operator>=": .greaterOrEqual,
  ]

  /// The order that a name such as `memory_order_acquire` or `memory_order::acquire` ends in.
  static func order(named text: String) -> MemoryOrder? {
    guard let found = text.ranges(of: "memory_order").last else { return nil }
    let word = text[found.upperBound...].drop { $0 == "_" || $0 == ":" }
      .prefix { $0.isLetter || $0 == "_" }
    return MemoryOrder(name: word)
  }

  // MARK: Functions

  enum Function: Hashable {
    /// The value or object is the argument's: `std::move`.
    case firstArgument
    case addressOf
    /// A fresh object, made by the constructor that takes the arguments.
    case make
    case spawn
    case callOnce
    /// The smaller or the larger of two.
    case least, greatest
    case nothing
  }

  static func functionNamed(_ name: String, _ vocabulary: VocabularySet) -> Function? {
    let parts = name.split(separator: ":")
    guard parts.count > 1, let first = parts.first, let last = parts.last,
      let known = functions[last], first == "std" || vocabulary.resemblesStandard(first)
    else { return nil }
    return known
  }

  /// Whether the library has something of that last name; most names need no second look.
  static func mayBeFunction(_ name: String) -> Bool {
    functions[name[...]] != nil || fence(name) != nil || function(name) != nil
  }

  private static let functions: [Substring: Function] = [
    "move": .firstArgument, "forward": .firstArgument, "ref": .addressOf, "cref": .addressOf,
    "as_const": .firstArgument, "exchange": .firstArgument, "launder": .firstArgument,
    "addressof": .addressOf, "make_unique": .make, "make_shared": .make, "allocate_shared": .make,
    "min": .least, "max": .greatest, "async": .spawn, "call_once": .callOnce,
    "static_pointer_cast": .firstArgument,
    "dynamic_pointer_cast": .firstArgument, "yield": .nothing, "sleep_for": .nothing,
    "to_address": .firstArgument, "bit_cast": .firstArgument, "kill_dependency": .firstArgument,
  ]
}
