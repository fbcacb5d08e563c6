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
  /// Some bits of the number in a cell, from the lowest of them on: a bit-field, or the part of a
  /// union's number that another member names.
  case bits(from: Int, count: Int, isSigned: Bool)
  /// A number in several cells, those of other members of a union: how many bits each holds, the
  /// lowest first.
  case parts([Int], isSigned: Bool)
  /// A record in a union whose fields are not all cells of their own, but bits of one, or several.
  case packed([Field])
  /// What has no cells, with the reason: a floating-point number, a union that shares no cells.
  case unsupported(String)

  /// A field of a record.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var layout: Layout
    /// The cells before it, where it does not follow the field before: bit-fields that share one, and
    /// members of unions.
    public var offset: Int?

    public init(name: String, layout: Layout, offset: Int? = nil) {
      self.name = name
      self.layout = layout
      self.offset = offset
    }
  }

  /// Fields with the cells before them.
  public static func placed(_ fields: [Field]) -> [(field: Field, offset: Int)] {
    var end = 0
    return fields.map { field in
      let offset = field.offset ?? end
      end = max(end, min(offset &+ field.layout.cells, limit))
      return (field, offset)
    }
  }

  /// How many cells an object of the type has. What is not supported has one, so that the objects
  /// around it can be laid out.
  public var cells: Int {
    switch self {
    case .integer, .scalar, .unsupported, .atomic, .bits: return 1
    case .parts(let parts, _): return parts.count
    case .record(let fields), .packed(let fields):
      // Each field is asked once: records are nested, and asking twice would double at every level.
      var end = 0
      for field in fields {
        end = max(end, min((field.offset ?? end) &+ field.layout.cells, Self.limit))
      }
      return end
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
    let fields: [Field]
    switch self {
    case .record(let inside), .packed(let inside): fields = inside
    case .integer, .scalar, .array, .atomic, .bits, .parts, .unsupported: return nil
    }
    for (field, offset) in Self.placed(fields) {
      if field.name == name { return (offset, field.layout) }
      if name.hasPrefix(field.name + "."),
        let inner = field.layout.field(String(name.dropFirst(field.name.count + 1)))
      {
        return (offset &+ inner.offset, inner.layout)
      }
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
