import MemoryModel

/// Fields that are not cells of their own: bit-fields, and members of unions that share cells.
extension OperandLowering {
  /// How what is at an address is found in its cells, where it is not just the value of one.
  enum View {
    case bits(from: Int, type: ConcurrentProgram.IntegerType)
    /// How many bits each of several cells has, the lowest first.
    case parts([Int], type: ConcurrentProgram.IntegerType)
  }

  /// The cell that an access begins at.
  struct Place {
    var address: Value
    var view: View?
  }

  static func addressOfPart(_ name: String) -> Unsupported {
    Unsupported(
      "the address of '\(name)', which shares its storage with others: a bit-field, or a member of a "
        + "union; use the member itself, in a copy")
  }

  static let atomicPart = Unsupported(
    "an atomic access to a part of what is also accessed as a whole: a bit-field, or a member of a "
      + "union; make all atomic accesses to one member")

  /// Where an access to the operand goes.
  mutating func place(_ operand: Operand) throws(Unsupported) -> Place {
    guard case .field(let base, let record, let name) = operand else {
      return Place(address: try value(operand))
    }
    let (start, offset, layout) = try member(base, record, name)
    let address = start[offset]
    switch layout {
    case .unsupported(let reason): throw Unsupported("\(reason), '\(name)'")
    case .bits(let first, let count, let isSigned):
      return Place(
        address: address,
        view: .bits(from: first, type: .init(bits: count, isSigned: isSigned)))
    case .parts(let parts, let isSigned):
      let type = ConcurrentProgram.IntegerType(bits: parts.reduce(0, +), isSigned: isSigned)
      return Place(address: address, view: .parts(parts, type: type))
    case .packed: throw Self.addressOfPart(name)
    case .integer, .scalar, .record, .array, .atomic: return Place(address: address)
    }
  }

  /// A field, from the object that a record inside a number is a part of.
  private mutating func member(
    _ base: Operand, _ record: String, _ name: String
  ) throws(Unsupported) -> (start: Value, offset: Int, layout: Layout) {
    if case .field(let outer, let holder, let inner) = base, packed(base) != nil {
      let around = try member(outer, holder, inner)
      guard let field = around.layout.field(name) else {
        throw Unsupported("the field '\(name)' of '\(record)', whose layout is not known")
      }
      return (around.start, around.offset &+ field.offset, field.layout)
    }
    let field = try owner.recordLayouts.field(name, of: record, in: function)
    return (try value(base), field.offset, field.layout)
  }

  /// The layout of a field that is a record inside a number.
  private func packed(_ operand: Operand) -> Layout? {
    guard case .field(let base, let record, let name) = operand else { return nil }
    let layout =
      packed(base).map { $0.field(name)?.layout }
      ?? (try? owner.recordLayouts.field(name, of: record, in: function).layout)
    if case .packed? = layout { return layout }
    return nil
  }
}

extension OperandLowering.View {
  typealias Value = ConcurrentProgram.Value

  var cells: Int {
    switch self {
    case .bits: 1
    case .parts(let parts, _): parts.count
    }
  }

  /// What is read, given the cells.
  func value(_ cell: (Int) -> Value) -> Value {
    switch self {
    case .bits(let first, let type): return .wrapped(Self.shifted(cell(0), right: first), type)
    case .parts(let parts, let type):
      var whole: Value?
      var shift = 0
      for (index, bits) in parts.enumerated() {
        let part = Self.shifted(Self.masked(cell(index), bits), left: shift)
        whole = whole.map { .binary(.or, $0, part) } ?? part
        shift += bits
      }
      return .wrapped(whole ?? .constant(0), type)
    }
  }

  /// What the cells hold after a write, given what they held.
  func parts(of value: Value, _ old: (Int) -> Value) -> [Value] {
    switch self {
    case .bits(let first, let type):
      let kept = Value.binary(
        .and, old(0), .constant(~(Self.mask(type.bits) << first)))
      return [
        .binary(.or, kept, Self.shifted(Self.masked(value, type.bits), left: first))
      ]
    case .parts(let parts, _):
      var shift = 0
      return parts.map { bits in
        defer { shift += bits }
        return Self.masked(Self.shifted(value, right: shift), bits)
      }
    }
  }

  private static func mask(_ bits: Int) -> Int { bits >= 64 ? -1 : (1 << bits) - 1 }

  private static func masked(_ value: Value, _ bits: Int) -> Value {
    bits >= 64 ? value : .binary(.and, value, .constant(mask(bits)))
  }

  private static func shifted(_ value: Value, left distance: Int) -> Value {
    distance == 0 ? value : .binary(.shiftLeft, value, .constant(distance))
  }

  private static func shifted(_ value: Value, right distance: Int) -> Value {
    distance == 0 ? value : .binary(.shiftRight, value, .constant(distance))
  }
}
