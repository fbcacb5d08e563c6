import MemoryModel
import OrderLint

/// The names of `Synchronization`, swift-atomics, locks and threads. No other file knows them.
enum SwiftAtomics {
  // MARK: Orders

  static let orders: [String: MemoryOrder] = [
    "relaxed": .relaxed, "acquiring": .acquire, "releasing": .release,
    "acquiringAndReleasing": .acquireRelease, "sequentiallyConsistent": .sequentiallyConsistent,
    // C's, which modules of C atomics bring.
    "consume": .consume, "acquire": .acquire, "release": .release, "acqrel": .acquireRelease,
    "acq_rel": .acquireRelease, "sequential": .sequentiallyConsistent,
    "seqcst": .sequentiallyConsistent, "seq_cst": .sequentiallyConsistent,
  ]

  /// C's enumerators as Swift imports them, and their short forms in shims.
  static let importedOrders = Dictionary(
    uniqueKeysWithValues: MemoryOrder.allCases.flatMap {
      [($0.cName, $0), ("__ATOMIC_\($0.name.uppercased())", $0)]
    })

  static let orderingTypes: Set<String> = [
    "AtomicLoadOrdering", "AtomicStoreOrdering", "AtomicUpdateOrdering", "memory_order",
  ]

  // MARK: Operations

  enum Operation: Equatable {
    case load
    case store
    case exchange
    case compareExchange(isWeak: Bool)
    /// SwiftNIO's: a plain Boolean says whether it succeeded.
    case compareAndExchange
    case update(UpdateOperator, UpdateResult)
    /// `storeIfNilThenLoad` of the lazy references.
    case storeIfNil
    case destroy
  }

  enum UpdateResult: Equatable { case pair, old, new, none }

  static let operations: [String: Operation] = {
    var table: [String: Operation] = [
      "load": .load, "store": .store, "exchange": .exchange,
      "compareExchange": .compareExchange(isWeak: false),
      "weakCompareExchange": .compareExchange(isWeak: true),
      "compareAndExchange": .compareAndExchange, "sub": .update(.subtract, .old),
      "storeIfNilThenLoad": .storeIfNil, "destroy": .destroy, "dispose": .destroy,
    ]
    let pairs: [(String, UpdateOperator)] = [
      ("wrappingAdd", .add), ("wrappingSubtract", .subtract), ("add", .add),
      ("subtract", .subtract), ("bitwiseAnd", .and), ("bitwiseOr", .or), ("bitwiseXor", .xor),
      ("logicalAnd", .and), ("logicalOr", .or), ("logicalXor", .xor), ("min", .minimum),
      ("max", .maximum),
    ]
    for (name, operation) in pairs { table[name] = .update(operation, .pair) }
    let families: [(String, UpdateOperator)] = [
      ("WrappingIncrement", .add), ("WrappingDecrement", .subtract), ("WrappingAdd", .add),
      ("WrappingSubtract", .subtract), ("BitwiseAnd", .and), ("BitwiseOr", .or),
      ("BitwiseXor", .xor), ("LogicalAnd", .and), ("LogicalOr", .or), ("LogicalXor", .xor),
      ("Min", .minimum), ("Max", .maximum), ("Increment", .add), ("Decrement", .subtract),
    ]
    for (name, operation) in families {
      let lower = name.prefix(1).lowercased() + name.dropFirst()
      table["loadThen\(name)"] = .update(operation, .old)
      table["\(lower)ThenLoad"] = .update(operation, .new)
    }
    table["wrappingIncrement"] = .update(.add, .none)
    table["wrappingDecrement"] = .update(.subtract, .none)
    return table
  }()

  static let fenceFunction = "atomicMemoryFence"
  /// C's, which Swift imports.
  static let importedFence = "atomic_thread_fence"

  /// What a pointer leads to; `memory` before Swift 3.
  static let pointees: Set<String> = ["pointee", "memory"]

  /// What objects are made of that have elements behind them.
  static let tailAllocating = "ManagedBuffer"
  static let header = "header"
  static let elements = "elements"

  /// What a class of swift-atomics' strong references conforms to.
  static let referenceProtocol = "AtomicReference"

  /// The operations of swift-atomics' storage types, which are static and are told where the atomic
  /// is: `Int.AtomicRepresentation.atomicLoad(at:ordering:)`.
  static func storageOperation(named name: String) -> Operation? {
    guard name.hasPrefix("atomic") else { return nil }
    let rest = name.dropFirst("atomic".count)
    return operations[rest.prefix(1).lowercased() + rest.dropFirst()]
  }

  // MARK: Types

  private enum TypeName {
    case atomic(SwiftType.AtomicStorage)
    case guardingLock, bareLock
    case concurrency(SwiftType.ConcurrencyType)
    case ordering, scalar, boolean
    /// The type of the argument, wrapped in what does not matter here.
    case transparent
    case tailAllocated
    case pointer, rawPointer, collection
  }

  private static let typeNames: [String: TypeName] = {
    var table: [String: TypeName] = [
      "UnsafeAtomic": .atomic(.behindPointer), "AtomicLazyReference": .atomic(.lazyReference),
      "ManagedAtomicLazyReference": .atomic(.lazyReference),
      "UnsafeAtomicLazyReference": .atomic(.unsafeLazyReference), "Bool": .boolean,
      "Thread": .concurrency(.thread), "Task": .concurrency(.task),
      "DispatchGroup": .concurrency(.group), "DispatchQueue": .concurrency(.queue),
    ]
    for name in ["Atomic", "ManagedAtomic", "UnsafeEmbeddedAtomic", "NIOAtomic"] {
      table[name] = .atomic(.inPlace)
    }
    for name in ["Mutex", "OSAllocatedUnfairLock", "NIOLockedValueBox", "LockedState"] {
      table[name] = .guardingLock
    }
    for name in [
      "NIOLock", "Lock", "NSLock", "NSRecursiveLock", "os_unfair_lock", "os_unfair_lock_s",
      "os_unfair_lock_t", "pthread_mutex_t", "NSCondition", "NSConditionLock", "UnfairLock",
      "ConditionLock", "NIOConditionLock",
    ] { table[name] = .bareLock }
    for name in [
      "TaskGroup", "ThrowingTaskGroup", "DiscardingTaskGroup", "ThrowingDiscardingTaskGroup",
    ] { table[name] = .concurrency(.taskGroup) }
    for name in orderingTypes { table[name] = .ordering }
    for name in scalars { table[name] = .scalar }
    for name in ["Optional", "Unmanaged"] { table[name] = .transparent }
    for name in [tailAllocating, "ManagedBufferPointer"] { table[name] = .tailAllocated }
    for name in [
      "UnsafeMutablePointer", "UnsafePointer", "UnsafeMutableBufferPointer", "UnsafeBufferPointer",
      "AutoreleasingUnsafeMutablePointer",
    ] { table[name] = .pointer }
    for name in [
      "UnsafeMutableRawPointer", "UnsafeRawPointer", "OpaquePointer",
      "UnsafeMutableRawBufferPointer", "UnsafeRawBufferPointer",
    ] { table[name] = .rawPointer }
    for name in [
      "Array", "ContiguousArray", "ArraySlice", "Set", "InlineArray", "Deque", "Dictionary",
    ] { table[name] = .collection }
    return table
  }()

  /// Whether a name that starts small is that of a type: the library's locks, and POSIX types.
  static func isAtomicType(_ name: String) -> Bool {
    if case .atomic = typeNames[name] { true } else { false }
  }

  static func isCType(_ name: String) -> Bool { typeNames[name] != nil || name.hasSuffix("_t") }

  /// The library type of a name, if a file with these imports means it.
  static func type(named name: String, arguments: [SwiftType]) -> SwiftType? {
    let first = arguments.first ?? .unknown
    return switch typeNames[name] {
    case nil: importedElement(of: name, arguments: arguments).map { .atomic(.inPlace, $0) }
    case .atomic(let storage): .atomic(storage, first)
    case .guardingLock: .lock(.guarding(first))
    case .bareLock: .lock(.bare)
    case .concurrency(let kind): .concurrency(kind)
    case .ordering: .ordering
    case .scalar: .number
    case .boolean: .boolean
    case .transparent: first
    case .tailAllocated:
      .tailAllocated(header: first, element: arguments.dropFirst().first ?? .unknown)
    case .pointer: .pointer(first)
    case .rawPointer: .pointer(.unknown)
    case .collection: .array(arguments.last ?? .unknown)
    }
  }

  static let scalars: Set<String> = [
    "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
    "Int128", "UInt128", "CInt", "CUnsignedInt", "CLong", "CUnsignedLong", "CChar", "CBool",
    "CUnsignedChar", "CShort", "CUnsignedShort", "CLongLong", "CUnsignedLongLong", "ObjCBool",
    "Float", "Double", "String", "Character", "Substring", "StaticString", "Void", "Never",
    "UnicodeScalar", "CGFloat",
  ]

  /// The largest values of the integer types that hold more than a count. `Int.max` and `.max`
  /// stand for the same, so that a sentinel is one number however it is written.
  static let maxima: [String: Int64] = [
    "Int": .max, "Int64": .max, "UInt": .max, "UInt64": .max, "UInt32": .max, "Int32": .max,
    "CInt": .max, "CUnsignedInt": .max,
  ]

  /// What numbers of the type are, where code is executed.
  static func scalar(named name: String) -> SwiftType.ScalarType {
    let integer: (Int, Bool)? =
      switch name {
      case "Int", "Int64", "CLong", "CLongLong": (64, true)
      case "UInt", "UInt64", "CUnsignedLong", "CUnsignedLongLong": (64, false)
      case "Int32", "CInt": (32, true)
      case "UInt32", "CUnsignedInt": (32, false)
      case "Int16", "CShort": (16, true)
      case "UInt16", "CUnsignedShort": (16, false)
      case "Int8", "CChar": (8, true)
      case "UInt8", "CUnsignedChar": (8, false)
      default: nil
      }
    return integer.map { .integer(.init(bits: $0.0, isSigned: $0.1)) } ?? .other
  }

  /// Conversions between integer types, which keep the value.
  static let conversions: Set<String> = [
    "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
    "CInt", "CUnsignedInt", "CLong", "CUnsignedLong", "numericCast", "Bool", "CBool", "Int128",
    "UInt128", "UnsafeMutablePointer", "UnsafePointer", "UnsafeMutableRawPointer",
    "UnsafeRawPointer", "Optional",
  ]

  /// The modules that must be imported for these names to be the library's.
  static func modules(of name: String) -> Set<String>? {
    switch name {
    case "Atomic", "AtomicLazyReference", "Mutex": ["Synchronization"]
    case "ManagedAtomic", "UnsafeAtomic", "ManagedAtomicLazyReference", "UnsafeAtomicLazyReference":
      ["Atomics"]
    case "NIOAtomic", "UnsafeEmbeddedAtomic", "Lock", "ConditionLock":
      ["NIOConcurrencyHelpers", "NIO"]
    default: modulesOfImported(name)
    }
  }

  // MARK: Functions

  enum FreeFunction {
    case fence
    case lock(isTry: Bool)
    case unlock
    case spawn
    case join
    /// Ends the program.
    case fatal
    /// Ends the program unless its argument holds.
    case check
    /// Runs its closure once, in place, with the address of its argument.
    case scoped
    /// Nothing that concerns memory between threads.
    case pure
  }

  static let freeFunctions: [String: FreeFunction] = {
    var table: [String: FreeFunction] = [fenceFunction: .fence, importedFence: .fence]
    for name in ["os_unfair_lock_lock", "pthread_mutex_lock", "pthread_rwlock_wrlock"] {
      table[name] = .lock(isTry: false)
    }
    for name in ["os_unfair_lock_trylock", "pthread_mutex_trylock"] {
      table[name] = .lock(isTry: true)
    }
    for name in ["os_unfair_lock_unlock", "pthread_mutex_unlock"] { table[name] = .unlock }
    table["pthread_create"] = .spawn
    table["pthread_join"] = .join
    for name in ["fatalError", "preconditionFailure", "assertionFailure", "abort", "exit", "_exit"]
    {
      table[name] = .fatal
    }
    for name in ["precondition", "assert", "debugOnly"] { table[name] = .check }
    for name in [
      "withUnsafeMutablePointer", "withUnsafePointer", "withUnsafeMutableBytes", "withUnsafeBytes",
      "withExtendedLifetime", "autoreleasepool", "withTaskGroup", "withThrowingTaskGroup",
      "withDiscardingTaskGroup", "withThrowingDiscardingTaskGroup", "withTaskCancellationHandler",
      "withCheckedContinuation", "withCheckedThrowingContinuation", "withUnsafeContinuation",
      "withUnsafeThrowingContinuation", "withoutActuallyEscaping", "measure", "run",
      "withUnsafeTemporaryAllocation",
    ] { table[name] = .scoped }
    for name in ["print", "debugPrint", "dump", "type", "min", "max", "abs", "stride", "zip"] {
      table[name] = .pure
    }
    return table
  }()

  /// Methods that start their closure on another thread.
  static let spawningMethods: Set<String> = [
    "async", "asyncAfter", "asyncAndWait", "addTask", "addTaskUnlessCancelled", "detachNewThread",
    "detached", "addOperation", "execute", "submit", "spawnAndRun", "runIfActive", "immediate",
    "immediateDetached",
  ]

  /// Methods that run their closure before they return.
  static let scopedMethods: [String: ScopedMethod] = {
    var table: [String: ScopedMethod] = [:]
    for name in [
      "withLock", "withLockVoid", "withLockUnchecked", "withLockedValue", "withLockIfAvailable",
      "withLockIfAvailableUnchecked", "withCriticalRegion",
    ] { table[name] = .locked }
    table["sync"] = .locked
    for name in [
      "map", "forEach", "filter", "compactMap", "flatMap", "reduce", "first", "contains",
      "allSatisfy", "firstIndex", "lastIndex", "sorted", "sort", "min", "max", "removeAll",
      "mapValues", "drop", "prefix", "partition", "last", "sum",
    ] { table[name] = .repeated }
    for name in [
      "withUnsafeMutablePointer", "withUnsafePointer", "withUnsafeMutableBufferPointer",
      "withUnsafeBufferPointer", "withUnsafeBytes", "withUnsafeMutableBytes", "withMemoryRebound",
      "withUnsafeMutablePointers", "withUnsafeMutablePointerToElements",
      "withUnsafeMutablePointerToHeader", "withUnsafeMutablePointerToValue",
      "withContiguousStorageIfAvailable",
      "withContiguousMutableStorageIfAvailable", "withUTF8", "withCString", "withValue",
      "assumeIsolated", "measure",
    ] { table[name] = .once }
    return table
  }()

  static let mainActor = "MainActor"

  /// Classes and protocols of libraries whose members run on the main actor.
  static let mainActorTypes: Set<String> = [
    "UIViewController", "UIView", "UIResponder", "UIApplicationDelegate", "NSViewController",
    "NSView", "NSWindowController", "NSApplicationDelegate", "View",
  ]

  enum ScopedMethod { case locked, repeated, once }

  /// Whether a closure given to a function of that name runs in place, as far as the name tells.
  static func runsInPlace(_ name: String) -> Bool {
    if scopedMethods[name] != nil { return true }
    if case .scoped = freeFunctions[name] { return true }
    return false
  }

  // MARK: Vocabulary in text

  /// Words that a file has which declares or imports atomics; files that use them without saying so
  /// mention a name that one of those declares.
  static let vocabulary: Set<String> = [
    "Synchronization", "Atomics", "ManagedAtomic", "UnsafeAtomic", "NIOAtomic",
    "UnsafeEmbeddedAtomic", "AtomicLazyReference", "ManagedAtomicLazyReference",
    "UnsafeAtomicLazyReference", fenceFunction, importedFence, "successOrdering",
    "AtomicRepresentation", "CAtomics", "clang_atomics", "SwiftAtomics", "loadCAS",
  ]
}
