/// What a type is made of when it is counted in cells, one cell for each scalar.
///
/// Front ends fill layouts in only when they lower for execution; rules do without.
public indirect enum Layout: Hashable, Sendable {
  case integer(bits: Int, isSigned: Bool)
  /// A pointer, a mutex, a thread's handle: a value that is never wrapped.
  case scalar
  case record([Field])
  case array(Layout, count: Int)
  /// A record that is read and written as a whole, in one cell.
  case atomic(Layout)
  /// What has no cells, with the reason: a union, a bit-field, a floating-point number.
  case unsupported(String)

  /// A field of a record.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var layout: Layout

    public init(name: String, layout: Layout) {
      self.name = name
      self.layout = layout
    }
  }

  /// How many cells an object of the type has. What is not supported has one, so that the objects
  /// around it can be laid out.
  public var cells: Int {
    switch self {
    case .integer, .scalar, .unsupported, .atomic: return 1
    case .record(let fields):
      return fields.reduce(0) { sum, field in min(sum &+ field.layout.cells, Self.limit) }
    case .array(let element, let count):
      let (product, overflow) = element.cells.multipliedReportingOverflow(by: max(count, 0))
      return overflow ? Self.limit : min(product, Self.limit)
    }
  }

  private static let limit = 1 << 40

  /// The layout of the innermost elements of an array; itself otherwise.
  public var element: Layout {
    if case .array(let inner, _) = self { inner.element } else { self }
  }

  /// The cells before a field, and its layout. A dotted name leads into records inside.
  public func field(_ name: String) -> (offset: Int, layout: Layout)? {
    guard case .record(let fields) = self else { return nil }
    var offset = 0
    for field in fields {
      if field.name == name { return (offset, field.layout) }
      if name.hasPrefix(field.name + "."),
        let inner = field.layout.field(String(name.dropFirst(field.name.count + 1)))
      {
        return (offset &+ inner.offset, inner.layout)
      }
      offset &+= field.layout.cells
    }
    return nil
  }
}

/// What code that is lowered for execution calls although no source names it.
public enum Primitive: String, Hashable, Sendable {
  /// The address of a fresh object of so many cells; a second argument says that they are 0.
  case allocate = "$allocate"
  /// The address of a fresh object of so many bytes, of a type that does not show; a second argument
  /// says that they are 0.
  case allocateBytes = "$allocate-bytes"
  /// Copies cells: to, from, how many (a constant).
  case copy = "$copy"
  /// Sets cells to 0: where, how many (a constant).
  case fill = "$fill"
  // On numbers of 64 bits without a sign.
  case unsignedDivide = "$unsigned-divide"
  case unsignedRemainder = "$unsigned-remainder"
  case unsignedShiftRight = "$unsigned-shift-right"
  /// The value that names the running thread, as starting it gave it.
  case currentThread = "$current-thread"
  /// Goes on only if the first argument is not 0; else arithmetic failed, and the second, a constant,
  /// says how: `ArithmeticFailure`.
  case checkArithmetic = "$check-arithmetic"
  /// An assertion that failed.
  case failedAssertion = "$failed-assertion"
}

/// What `Primitive.checkArithmetic` finds.
public enum ArithmeticFailure: Int64, Hashable, Sendable {
  case overflow
  case divisionByZero
  case conversion

  /// What happened, for a report.
  public var text: String {
    switch self {
    case .overflow: "arithmetic can overflow, which traps"
    case .divisionByZero: "a division by zero can trap"
    case .conversion: "a conversion can trap, since the value does not fit the type"
    }
  }
}
