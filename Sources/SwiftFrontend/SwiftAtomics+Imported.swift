import MemoryModel

/// Atomic structs of C modules, which Swift sees as types with methods.
extension SwiftAtomics {
  enum ImportedOperation {
    case load, store, initialize
    case update(UpdateOperator)
    case compareExchange
    /// Keeps what it found where the expected value was.
    case loadingCompareExchange

    var valueCount: Int {
      switch self {
      case .load: 0
      case .store, .initialize, .update: 1
      case .compareExchange, .loadingCompareExchange: 2
      }
    }

    /// An update by one need not say so.
    var leastValueCount: Int {
      if case .update(let update) = self, update == .add || update == .subtract {
        0
      } else {
        valueCount
      }
    }
  }

  static let importedOperations: [String: ImportedOperation] = [
    "load": .load, "store": .store, "initialize": .initialize, "swap": .update(.exchange),
    "exchange": .update(.exchange), "CAS": .compareExchange,
    "loadCAS": .loadingCompareExchange, "add": .update(.add), "fetch_add": .update(.add),
    "increment": .update(.add), "subtract": .update(.subtract), "fetch_sub": .update(.subtract),
    "decrement": .update(.subtract), "bitwiseOr": .update(.or), "fetch_or": .update(.or),
    "bitwiseAnd": .update(.and), "fetch_and": .update(.and), "bitwiseXor": .update(.xor),
    "fetch_xor": .update(.xor),
  ]

  /// Whether an operation of that name is one without its orders, too.
  static func namesImportedAtomic(_ name: String) -> Bool {
    ["initialize", "swap", "CAS", "loadCAS"].contains(name) || name.hasPrefix("fetch_")
  }

  private static let importedModules: Set<String> = [
    "CAtomics", "SwiftAtomics", "ClangAtomics", "clang_atomics", "Atomics",
  ]

  /// What an imported atomic of that name holds: `AtomicInt32`, `AtomicOptionalMutablePointer<T>`,
  /// `AtomicTaggedMutableRawPointer`.
  static func importedElement(of name: String, arguments: [SwiftType]) -> SwiftType? {
    guard name.hasPrefix("Atomic") else { return nil }
    var held = name.dropFirst("Atomic".count)
    if held.hasPrefix("CacheLineAligned") { held = held.dropFirst("CacheLineAligned".count) }
    if held == "Bool" { return .boolean }
    if scalars.contains(String(held)), held.hasPrefix("Int") || held.hasPrefix("UInt") {
      return .number
    }
    let isTagged = held.hasPrefix("Tagged")
    if isTagged { held = held.dropFirst("Tagged".count) }
    for word in ["Optional", "NonNull", "Mutable", "Raw", "Opaque"] where held.hasPrefix(word) {
      held = held.dropFirst(word.count)
    }
    guard held == "Pointer" else { return nil }
    return isTagged ? .unknown : .pointer(arguments.first ?? .unknown)
  }

  static func modulesOfImported(_ name: String) -> Set<String>? {
    importedElement(of: name, arguments: []) == nil ? nil : importedModules
  }
}
