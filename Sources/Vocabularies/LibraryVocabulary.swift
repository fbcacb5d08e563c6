import MemoryModel

/// The functions and macros of one library that are atomic operations, fences or locks.
public struct LibraryVocabulary: Hashable, Sendable {
  /// Short and unique; what users select it by.
  public var name: String
  /// The library's full name.
  public var title: String
  /// Headers whose inclusion says that a program uses the library: how their names end, or a pattern
  /// of whole names if there is a `*`.
  public var includes: [String]
  /// Macros or functions whose definition says so, too.
  public var defines: [String]
  public var precedence: Precedence
  public var entries: [VocabularyEntry]
  /// C++ namespaces whose names mean what they mean in `std`; other classes in them mean nothing.
  public var namespaces: [String] = []
  public var classes: [VocabularyClass] = []
  /// Macros that only say how likely their argument is.
  public var hints: [NamePattern] = []
  /// What installs functions that interrupt others.
  public var handlers: [HandlerInstaller] = []
  /// Swift sees the functions under the same names.
  public var isImportedBySwift = false

  /// When an entry counts although the program has a definition of the name.
  public enum Precedence: String, CaseIterable, Hashable, Sendable {
    /// Always: the names are the library's alone, and what they mean is documented.
    case always
    /// If the definition cannot be understood: assembly, or volatile accesses.
    case opaque
    /// Never: the names mean something else elsewhere, or definitions are read well.
    case undefined
  }

  public init(
    name: String, title: String, includes: [String] = [], defines: [String] = [],
    precedence: Precedence = .opaque, entries: [VocabularyEntry]
  ) {
    self.name = name
    self.title = title
    self.includes = includes
    self.defines = defines
    self.precedence = precedence
    self.entries = entries
  }
}

/// What names of one pattern do.
public struct VocabularyEntry: Hashable, Sendable {
  public var patterns: [NamePattern]
  public var kind: Kind
  public var order: Order
  /// Of relaxed loads of pointers, where a library promises that what is read through the pointer is
  /// read after it.
  public var pointerOrder: MemoryOrder?
  /// Of a compare-exchange that fails; nil if it is what the order leaves of `order`.
  public var failure: Order?
  /// The position of the pointer to the object.
  public var object: Int
  /// The object itself is written, not a pointer to it: only macros can do that.
  public var isLvalue: Bool
  /// The position of the value; nil if it is `amount`.
  public var value: Int?
  public var amount: Int64
  /// The position of what a compare-exchange expects.
  public var expected: Int
  /// The expected value is passed by a pointer, which receives what was found.
  public var isExpectedPointer: Bool
  public var result: Result
  /// The position of a pointer that receives the result, too.
  public var output: Int?

  public enum Kind: Hashable, Sendable {
    case load
    case store
    /// A plain write of the first value.
    case initialize
    case update(UpdateOperator)
    /// The operation that the name says where the pattern has `{op}`.
    case updateInName
    case compareExchange(isWeak: Bool)
    case fence
    /// Only the compiler keeps to it.
    case compilerFence
    case lock
    case tryLock
    case unlock
    case free
    case allocate
    /// The value is the first argument; nothing else happens.
    case passThrough
    /// No effect on memory.
    case nothing

    fileprivate var takesValue: Bool {
      switch self {
      case .store, .initialize, .update, .updateInName, .compareExchange: true
      case .load, .fence, .compilerFence, .lock, .tryLock, .unlock, .free, .allocate,
        .passThrough, .nothing:
        false
      }
    }

    /// Accesses and fences, other than locks and allocation.
    public var concernsMemory: Bool {
      switch self {
      case .load, .store, .initialize, .update, .updateInName, .compareExchange, .fence: true
      case .compilerFence, .lock, .tryLock, .unlock, .free, .allocate, .passThrough, .nothing:
        false
      }
    }
  }

  public enum Order: Hashable, Sendable {
    case known(MemoryOrder)
    /// Sequentially consistent, with a sequentially consistent fence before and after: what Linux
    /// and others call fully ordered.
    case full
    /// Where the pattern has `{order}`.
    case inName
    /// The argument at a position, and what holds for calls without it.
    case argument(Int, otherwise: Default)
  }

  /// The order of a call that does not name one.
  public enum Default: Hashable, Sendable {
    case known(MemoryOrder)
    case full
  }

  /// What a call gives.
  public enum Result: String, CaseIterable, Hashable, Sendable {
    /// The value before; of a load, the value.
    case old
    case new
    /// 1 if the compare-exchange succeeded, else 0.
    case success
    /// 0 if it succeeded.
    case failure
    /// Whether the value afterwards is 0.
    case isZero = "is-zero"
    /// Whether the value before was 0.
    case wasZero = "was-zero"
    case none
  }

  public init(
    patterns: [NamePattern], kind: Kind, order: Order = .known(.sequentiallyConsistent)
  ) {
    self.patterns = patterns
    self.kind = kind
    self.order = order
    pointerOrder = nil
    failure = nil
    object = 0
    isLvalue = false
    value = kind.takesValue ? 1 : nil
    amount = 1
    expected = 1
    isExpectedPointer = false
    result = .old
    output = nil
    if case .compareExchange = kind {
      value = 2
      result = .success
    }
  }
}

/// An entry with what the varying places of a name said.
public struct VocabularyOperation: Hashable, Sendable {
  /// The vocabulary's name.
  public var vocabulary: String
  public var precedence: LibraryVocabulary.Precedence
  public var entry: VocabularyEntry

  /// How many arguments a call must have at least.
  public var argumentCount: Int {
    var count = 0
    switch entry.kind {
    case .fence, .compilerFence, .nothing, .allocate: break
    case .load, .lock, .tryLock, .unlock, .free, .passThrough: count = entry.object + 1
    case .store, .initialize, .update, .updateInName:
      count = max(entry.object, entry.value ?? 0) + 1
    case .compareExchange: count = max(entry.object, entry.value ?? 0, entry.expected) + 1
    }
    return max(count, (entry.output ?? -1) + 1)
  }
}

extension LibraryVocabulary {
  /// What a name means; nil if it is none of the library's.
  public func operation(named name: String) -> VocabularyOperation? {
    for entry in entries {
      for pattern in entry.patterns where pattern.starts.contains(where: name.hasPrefix) {
        guard let match = pattern.match(name), let entry = entry.resolved(match) else { continue }
        return VocabularyOperation(
          vocabulary: self.name, precedence: precedence, entry: entry)
      }
    }
    return nil
  }
}

extension VocabularyEntry {
  /// The entry for one name; nil if the name does not say what the entry needs.
  fileprivate func resolved(_ match: NamePattern.Match) -> VocabularyEntry? {
    var result = self
    if kind == .updateInName {
      switch match.operation {
      case nil: return nil
      case .update(let operation): result.kind = .update(operation)
      case .increment, .decrement:
        result.kind = .update(match.operation == .increment ? .add : .subtract)
        result.value = nil
        result.amount = 1
      }
    }
    if order == .inName {
      guard let order = match.order else { return nil }
      result.order = .known(order)
    }
    return result
  }
}
