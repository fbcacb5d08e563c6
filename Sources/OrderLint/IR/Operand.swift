import MemoryModel

/// A value or an address in the IR. Operands are pure: whatever reads memory is an event.
///
/// Addresses are built with `global`, `slot`, `field` and `element`, so that `&s->a` is
/// `.field(of: .parameter(0), record: "shm", name: "a")` in C and in Swift alike. A value that is a
/// pointer can be used as an address directly: `*p` is an access at the address `p`.
///
/// What most operands are takes no memory of its own.
public enum Operand: Hashable, Sendable {
  case integer(Int64)
  /// The address of no object: `NULL`, `nil`.
  case null
  case parameter(Int)
  /// The current value of a local variable whose address is never taken.
  case local(LocalID)
  /// The value an event produced: what a read read, what an update or a compare-exchange found
  /// before, what a call returned, the address that `allocate` gave.
  case result(EventID)
  /// Whether the compare-exchange (or try-lock) succeeded: 1 or 0.
  case exchanged(EventID)
  /// The address of a global, static or captured variable, by `Global.symbol`.
  indirect case global(String)
  /// The address of a local variable whose address is taken.
  case slot(LocalID)
  /// The address of a field inside the object at the given address. `record` is the bare name of
  /// the struct, class, actor or enum type.
  indirect case field(of: Operand, record: String, name: String)
  /// The address of an element of the array or buffer at the given address.
  indirect case element(of: Operand, index: Operand)
  /// A function or closure as a value, by `Function.symbol`.
  indirect case function(String)
  /// Logical negation: 1 if the operand is 0, else 0.
  indirect case not(Operand)
  indirect case binary(BinaryOperator, Operand, Operand)
  /// Something the front end could not express, with what it was.
  indirect case unknown(String)
}

/// Index of a local variable in `Function.locals`.
public struct LocalID: Hashable, Sendable {
  public var index: Int
  public init(_ index: Int) { self.index = index }
}

/// Number of an event, unique in its function.
public struct EventID: Hashable, Sendable {
  public var index: Int
  public init(_ index: Int) { self.index = index }
}
