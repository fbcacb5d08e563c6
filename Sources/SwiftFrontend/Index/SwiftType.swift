import MemoryModel

/// What the front end knows about the type of a value. An optional is its wrapped type, but for one
/// whose value takes several cells, where the code is executed.
indirect enum SwiftType: Hashable, Sendable {
  case unknown
  /// An integer, or any other scalar without parts.
  case scalar(ScalarType)
  case boolean
  /// A type declared in the run: its number in `DeclarationIndex.types`.
  case record(Int)
  /// A type that no file of the run declares: an imported C struct, a library type.
  case foreign(String)
  case pointer(SwiftType)
  case atomic(AtomicStorage, SwiftType)
  case lock(LockValue)
  case function(result: SwiftType)
  case tuple([TupleElement])
  case metatype(SwiftType)
  /// A pointer to a value of several cells that never changes, or 0. Only where the code is executed.
  case optional(SwiftType)
  /// One of the ordering types.
  case ordering
  case array(SwiftType)
  case concurrency(ConcurrencyType)

  /// A scalar of which nothing more is known.
  static let number = SwiftType.scalar(.any)

  /// Where `nil` would not be told from 0, and the code is executed.
  static let optionalNumber = SwiftType.foreign("an optional number")

  /// What is known of a scalar. Where code is not lowered for execution, it is always `any`.
  enum ScalarType: Hashable, Sendable {
    /// A literal, or a number whose type does not show.
    case any
    case integer(ConcurrentProgram.IntegerType)
    /// A type with whose values nothing is computed: floating point, text, numbers of 128 bits.
    case other
  }

  struct TupleElement: Hashable, Sendable {
    var label: String?
    var type: SwiftType
  }

  /// Where the bits of an atomic are.
  enum AtomicStorage: Hashable, Sendable {
    /// At the address of the variable: `Atomic`, and `ManagedAtomic`, whose reference never changes.
    case inPlace
    /// Behind the pointer that the variable holds: `UnsafeAtomic`.
    case behindPointer
    case lazyReference
    case unsafeLazyReference

    var isPointer: Bool {
      switch self {
      case .inPlace, .lazyReference: false
      case .behindPointer, .unsafeLazyReference: true
      }
    }

    var isLazy: Bool {
      switch self {
      case .inPlace, .behindPointer: false
      case .lazyReference, .unsafeLazyReference: true
      }
    }
  }

  /// A lock, with the value it guards if it holds one.
  indirect enum LockValue: Hashable, Sendable {
    case bare
    case guarding(SwiftType)
  }

  enum ConcurrencyType: Hashable, Sendable { case thread, task, group, queue, taskGroup }

  /// Whether a variable of the type is the object itself, so that naming it reads nothing.
  var isObjectInPlace: Bool {
    switch self {
    case .atomic(let storage, _): !storage.isPointer
    case .lock: true
    case .unknown, .scalar, .boolean, .record, .foreign, .pointer, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      false
    }
  }

  /// What a pointer points to or a collection holds.
  var element: SwiftType {
    switch self {
    case .pointer(let element), .array(let element): element
    case .unknown, .scalar, .boolean, .record, .foreign, .atomic, .lock, .function, .tuple,
      .metatype, .optional, .ordering, .concurrency:
      .unknown
    }
  }
}

extension SwiftType {
  /// What an optional wraps; the type itself if it is none.
  var unwrapped: SwiftType { if case .optional(let wrapped) = self { wrapped } else { self } }

  var isOptional: Bool { if case .optional = self { true } else { false } }

  /// Whether all objects of the type start in one state, whatever they are made with.
  var startsEmpty: Bool {
    switch self {
    case .lock(.guarding): false
    case .lock, .concurrency(.queue), .concurrency(.group): true
    case .unknown, .scalar, .boolean, .foreign, .record, .pointer, .atomic, .function, .tuple,
      .metatype, .optional, .ordering, .array, .concurrency:
      false
    }
  }
}

extension SwiftType {
  /// The type if it is one of numbers, else that of a number of which nothing is known.
  var asNumber: SwiftType { if case .scalar = self { self } else { .number } }

  var isNumber: Bool { self == .boolean || asNumber == self }

  /// The width and sign that arithmetic has. A number of which nothing is known is a literal: an `Int`.
  var integer: ConcurrentProgram.IntegerType? {
    switch self {
    case .scalar(.integer(let type)): type
    case .scalar(.any): .int64
    case .scalar(.other), .unknown, .boolean, .record, .foreign, .pointer, .atomic, .lock,
      .function, .tuple, .metatype, .optional, .ordering, .array, .concurrency:
      nil
    }
  }
}
