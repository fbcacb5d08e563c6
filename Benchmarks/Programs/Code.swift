import MemoryModel

public typealias Value = ConcurrentProgram.Value

/// Writes a routine down in the order of its text.
public struct Code {
  public typealias Label = Int

  private let name: String
  private let parameterCount: Int
  private var registerCount: Int
  private var blocks: [ConcurrentProgram.Block] = []
  private var current = 0
  /// Whether the open block has its terminator already.
  private var isClosed = false
  private var nextOrigin = 0

  public init(_ name: String, parameters: Int = 0) {
    self.name = name
    parameterCount = parameters
    registerCount = parameters
    _ = label()
  }

  public consuming func routine() -> ConcurrentProgram.Routine {
    ConcurrentProgram.Routine(
      name: name, parameterCount: parameterCount, registerCount: registerCount, blocks: blocks)
  }

  // MARK: Control

  public mutating func label() -> Label {
    blocks.append(ConcurrentProgram.Block([], .return(nil), origin: blocks.count))
    return blocks.count - 1
  }

  /// What follows is at the label.
  public mutating func place(_ label: Label) {
    jump(label)
    current = label
    isClosed = false
  }

  private mutating func close(_ terminator: ConcurrentProgram.Terminator) {
    if !isClosed { blocks[current].terminator = terminator }
    isClosed = true
  }

  public mutating func jump(_ label: Label) { close(.jump(label)) }
  public mutating func finish(_ value: Value? = nil) { close(.return(value)) }

  public mutating func jump(_ label: Label, if condition: Value) {
    let next = self.label()
    close(.branch(condition, then: label, else: next))
    current = next
    isClosed = false
  }

  public mutating func when(
    _ condition: Value, _ then: (inout Code) -> Void, otherwise: (inout Code) -> Void = { _ in }
  ) {
    let (yes, no, end) = (label(), label(), label())
    close(.branch(condition, then: yes, else: no))
    current = yes
    isClosed = false
    then(&self)
    jump(end)
    current = no
    isClosed = false
    otherwise(&self)
    place(end)
  }

  /// Runs the body until it jumps to the label it is given.
  public mutating func forever(_ body: (inout Code, _ exit: Label, _ again: Label) -> Void) {
    let (head, exit) = (label(), label())
    place(head)
    body(&self, exit, head)
    jump(head)
    place(exit)
  }

  /// Runs the body while its value is not 0.
  public mutating func spin(while condition: (inout Code) -> Value) {
    forever { code, exit, _ in
      let value = condition(&code)
      code.jump(exit, if: .not(value))
    }
  }

  // MARK: Steps

  public mutating func register() -> Int {
    registerCount += 1
    return registerCount - 1
  }

  public mutating func emit(_ operation: ConcurrentProgram.Operation) {
    nextOrigin += 1
    blocks[current].instructions.append(
      ConcurrentProgram.Instruction(operation, origin: nextOrigin))
  }

  public mutating func set(_ register: Int, _ value: Value) {
    emit(.compute(into: register, value))
  }

  public mutating func variable(_ value: Value) -> Int {
    let register = register()
    set(register, value)
    return register
  }

  public mutating func load(_ address: Value, _ order: MemoryOrder?) -> Value {
    let register = register()
    emit(.load(into: register, at: address, order.map { .atomic($0) } ?? .plain))
    return .register(register)
  }

  public mutating func store(_ address: Value, _ value: Value, _ order: MemoryOrder?) {
    emit(.store(at: address, value, order.map { .atomic($0) } ?? .plain))
  }

  public mutating func update(
    _ address: Value, _ operation: UpdateOperator, _ operand: Value, _ order: MemoryOrder
  ) -> Value {
    let register = register()
    emit(
      .update(
        ConcurrentProgram.Update(
          into: register, at: address, operation, operand, order)))
    return .register(register)
  }

  /// A strong exchange with a relaxed failure.
  public mutating func compareExchange(
    _ address: Value, _ expected: Value, _ desired: Value, _ order: MemoryOrder
  ) -> (old: Value, success: Value) {
    let (old, success) = (register(), register())
    emit(
      .compareExchange(
        ConcurrentProgram.CompareExchange(
          old: old, success: success, at: address, expected: expected, desired: desired,
          successOrder: order, failureOrder: .relaxed)))
    return (.register(old), .register(success))
  }

  public mutating func fence(_ order: MemoryOrder?) {
    if let order { emit(.fence(order)) }
  }

  public mutating func assert(_ value: Value) { emit(.assert(value)) }
}

extension ConcurrentProgram.Value {
  public static func + (left: Self, right: Self) -> Self { .binary(.add, left, right) }
  public static func - (left: Self, right: Self) -> Self { .binary(.subtract, left, right) }
  public static func % (left: Self, right: Self) -> Self { .binary(.remainder, left, right) }
  public static func / (left: Self, right: Self) -> Self { .binary(.divide, left, right) }
  public static func & (left: Self, right: Self) -> Self { .binary(.and, left, right) }
  public static func | (left: Self, right: Self) -> Self { .binary(.or, left, right) }
  public func equals(_ other: Self) -> Self { .binary(.equal, self, other) }
  public func differs(_ other: Self) -> Self { .binary(.notEqual, self, other) }
  public func isLess(than other: Self) -> Self { .binary(.less, self, other) }
}

extension ConcurrentProgram.Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .constant(value) }
}
