import MemoryModel

/// A memory order as written at an operation.
public struct Ordering: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case known(MemoryOrder)
    /// An order computed at run time or passed in: an integer with the C ABI's numbering
    /// (`MemoryOrder.rawValue`). Linking replaces it by the constant of the call.
    case operand(Operand)
  }
  public var value: Value
  /// The text that names the order; nil when the order is implicit.
  public var range: SourceRange?
  /// The order of `__sync_lock_test_and_set` or `__sync_lock_release`, which are barriers on one
  /// side, unlike every other function of their family.
  public var isOneSided = false
  /// The operation is on a strong reference of swift-atomics, which takes every order for
  /// acquire-release, whatever is written (apple/swift-atomics#3).
  public var isOnReference = false

  public init(_ value: Value, range: SourceRange? = nil, isOneSided: Bool = false) {
    self.value = value
    self.range = range
    self.isOneSided = isOneSided
  }

  /// An order that no text names: plain use of a C `_Atomic` object, `atomic_load(&x)`, `__sync_*`.
  public var isImplicit: Bool { range == nil }

  /// The constant order, if it is one.
  public var order: MemoryOrder? {
    switch value {
    case .known(let order): order
    case .operand(.integer(let raw)): Int(exactly: raw).flatMap(MemoryOrder.init(rawValue:))
    case .operand: nil
    }
  }

  /// The order of a compare-exchange that names this one alone, when it fails: no text says it.
  public var afterFailure: Ordering {
    if let order { return Ordering(.known(order.afterFailure)) }
    guard case .operand(let operand) = value else { return Ordering(value) }
    // 4 becomes 2, 3 becomes 0, the others stay.
    let fromAcquireRelease = Operand.binary(
      .multiply, .integer(2), .binary(.equal, operand, .integer(4)))
    let fromRelease = Operand.binary(.multiply, .integer(3), .binary(.equal, operand, .integer(3)))
    return Ordering(
      .operand(.binary(.subtract, .binary(.subtract, operand, fromAcquireRelease), fromRelease)))
  }
}

/// How an access touches memory.
public enum Access: Hashable, Sendable {
  case plain
  /// C `volatile`: not atomic in the memory model, but ordered by the compiler among volatiles.
  case volatile
  case atomic(Ordering)
}

/// One thing a function does, in the order of its block.
public struct Event: Hashable, Sendable {
  public var id: EventID
  public var kind: Kind
  private var context: Context

  /// Where it is written: in the function, or in the body of a macro of several statements.
  public var range: SourceRange {
    get { context.range }
    set { context = Context(newValue, context.via, context.details) }
  }
  /// Where such a macro is used.
  public var via: [SourceRange] {
    get { context.via }
    set { context = Context(context.range, newValue, context.details) }
  }
  /// What is read, written or updated, where it is not one value as wide as can be. Known when
  /// lowered for execution.
  public var layout: Layout? {
    get { context.details.layout }
    set { changeDetails { $0.layout = newValue } }
  }
  /// The record that an allocation makes an object of. Known when lowered for execution.
  public var allocated: String? {
    get { context.details.allocated }
    set { changeDetails { $0.allocated = newValue } }
  }
  /// What a call or a spawn is to other threads, besides what its kind says.
  public var role: Role? {
    get { context.details.role }
    set { changeDetails { $0.role = newValue } }
  }

  public init(
    id: EventID, kind: Kind, range: SourceRange, via: [SourceRange] = [], layout: Layout? = nil
  ) {
    self.id = id
    self.kind = kind
    context = Context(range, via, Details(layout: layout))
  }

  private mutating func changeDetails(_ edit: (inout Details) -> Void) {
    var details = context.details
    edit(&details)
    context = Context(context.range, context.via, details)
  }

  /// What few events have.
  private struct Details: Hashable {
    var layout: Layout?
    var allocated: String?
    var role: Role?
  }

  /// What is seldom asked for. Events are copied all the time, and copies share it.
  private final class Context: Hashable, Sendable {
    let range: SourceRange
    let via: [SourceRange]
    let details: Details

    init(_ range: SourceRange, _ via: [SourceRange], _ details: Details) {
      self.range = range
      self.via = via
      self.details = details
    }

    static func == (left: Context, right: Context) -> Bool {
      left === right
        || left.range == right.range && left.via == right.via && left.details == right.details
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(range)
      hasher.combine(via)
      hasher.combine(details)
    }
  }

  public indirect enum Kind: Hashable, Sendable {
    case read(at: Operand, Access)
    case write(at: Operand, value: Operand, Access)
    /// An atomic read-modify-write. Its result is the old value.
    case update(at: Operand, UpdateOperator, operand: Operand, Ordering)
    /// Its result is the value found; `.exchanged(id)` says whether it succeeded.
    case compareExchange(
      at: Operand, expected: Operand, desired: Operand, success: Ordering, failure: Ordering,
      isWeak: Bool)
    case fence(Ordering, FenceScope)
    /// Gives a local variable a new value.
    case assign(LocalID, Operand)
    /// A fresh heap object: `malloc`, a class instance, `UnsafeMutablePointer.allocate`.
    case allocate
    case free(Operand)
    /// The mutex at the address is taken; `isTry` may fail, then `.exchanged(id)` is 0.
    case lock(at: Operand, isTry: Bool)
    case unlock(at: Operand)
    /// Starts a thread, task or queue item that runs the function. The result names the thread.
    case spawn(entry: Operand, arguments: [Operand])
    /// Waits for the thread named by the operand (or for what it stands for) to end.
    case join(Operand)
    case call(Callee, arguments: [Operand])
    /// Something that is not expressed; it may do anything to memory it can reach.
    case opaque(String)
  }

  /// What front ends know of a call or a spawn by its name.
  public enum Role: String, CaseIterable, Hashable, Sendable {
    /// The call lets a thread go on that waits for the object of its first argument: what came
    /// before happens before what that thread does then. A semaphore's post.
    case posts
    /// The call returns when another thread has posted.
    case waits
    /// The call returns when others have come as far, too: a barrier.
    case meets
    /// The call is of a library's algorithm, which reads the elements that it is shown.
    case scans
    /// The spawn gives work to a queue that the object has had all along.
    case submits
  }

  public enum FenceScope: Hashable, Sendable {
    /// Orders between threads.
    case thread
    /// Orders only against a signal handler of the same thread: a compiler barrier.
    case signal
  }

  public enum Callee: Hashable, Sendable {
    /// The front end knows the function: a C name, or a Swift symbol such as `Ring.push(_:)`.
    case direct(String)
    /// Only the name and labels are known, not the receiver's type: `push(_:)`.
    case member(String)
    /// Through a pointer or closure value.
    case indirect(Operand)
  }
}

extension Event.Kind {
  /// Whether the event reads memory.
  public var reads: Bool {
    switch self {
    case .read, .update, .compareExchange: true
    case .write, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }

  /// Whether the event may change memory.
  public var writes: Bool {
    switch self {
    case .write, .update, .compareExchange: true
    case .read, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }

  /// Whether the event is an atomic access or a fence.
  public var isSynchronization: Bool {
    switch self {
    case .read(_, .atomic), .write(_, _, .atomic), .update, .compareExchange, .fence: true
    case .read, .write, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }
}
