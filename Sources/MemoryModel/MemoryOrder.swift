/// A memory order of C11, C++20 and Swift ([atomics.order]).
///
/// The orders form a lattice, not a chain: never compare raw values, ask `isAcquire`, `isRelease`
/// or `isAtLeast`.
public enum MemoryOrder: Int, CaseIterable, Hashable, Sendable, Codable {
  // Raw values are the C ABI's `memory_order` constants, which front ends meet as integers.
  case relaxed = 0
  case consume = 1
  case acquire = 2
  case release = 3
  case acquireRelease = 4
  case sequentiallyConsistent = 5

  /// Whether an operation with this order can take part in synchronizes-with as the reading side.
  /// `consume` counts: every implementation promotes it to acquire.
  public var isAcquire: Bool {
    switch self {
    case .consume, .acquire, .acquireRelease, .sequentiallyConsistent: true
    case .relaxed, .release: false
    }
  }

  /// Whether an operation with this order can take part in synchronizes-with as the writing side.
  public var isRelease: Bool {
    switch self {
    case .release, .acquireRelease, .sequentiallyConsistent: true
    case .relaxed, .consume, .acquire: false
    }
  }

  /// What a compare-exchange that names this order alone has when it fails
  /// ([atomics.types.operations]/21, C11 7.17.7.4, SE-0410).
  public var afterFailure: MemoryOrder {
    switch self {
    case .relaxed, .release: .relaxed
    case .consume: .consume
    case .acquire, .acquireRelease: .acquire
    case .sequentiallyConsistent: .sequentiallyConsistent
    }
  }

  /// Whether this order gives every guarantee that `other` gives.
  public func isAtLeast(_ other: MemoryOrder) -> Bool {
    if self == .sequentiallyConsistent { return true }
    if other == .sequentiallyConsistent { return false }
    return (isAcquire || !other.isAcquire) && (isRelease || !other.isRelease)
  }
}
