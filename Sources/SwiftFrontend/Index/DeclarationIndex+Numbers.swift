import MemoryModel

/// What is computed with numbers has the type of the numbers: needed where code is executed.
extension DeclarationIndex {
  /// The type of an expression of variables, fields and operators; unknown if it is another one.
  func inferredNumber(_ value: Expression, file: Int, enclosing: Int?) -> SwiftType {
    func inner(_ value: Expression) -> SwiftType {
      inferred(value, file: file, enclosing: enclosing)
    }
    switch value.kind {
    case .name(let name, _):
      if let type = enclosing, let field = types[type].fieldNumbers[name] {
        return types[type].fields[field].type
      }
      return globalVariables[name]?.first.map { variables[$0].type } ?? .unknown
    case .member(let base, let name):
      guard case .record(let number) = inner(base),
        let field = types[number].fieldNumbers[name]
      else { return .unknown }
      return types[number].fields[field].type
    case .prefix(let spelling, let operand):
      return spelling == "!" ? .boolean : inner(operand)
    case .binary(let spelling, let left, let right):
      guard let operation = FunctionLowering.operators[spelling] else { return .unknown }
      return operation.isComparison ? .boolean : number(inner(left), inner(right))
    case .ternary(_, let yes, let no): return number(inner(yes), inner(no))
    default: return .unknown
    }
  }

  /// What a load gives: the value that the atomic is declared with.
  func inferredLoad(
    _ atomic: Expression, _ operation: String, file: Int, enclosing: Int?
  ) -> SwiftType {
    guard operation == "load",
      case .atomic(_, let element) = inferred(atomic, file: file, enclosing: enclosing)
    else { return .unknown }
    return element
  }

  private func number(_ first: SwiftType, _ second: SwiftType) -> SwiftType {
    first == .number ? second : first
  }
}
