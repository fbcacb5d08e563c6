extension LitmusTest {
  /// Where a compare-exchange of litmus text, which only tells whether it succeeded, puts the value
  /// it read. No register of litmus text can have this name.
  static let unnamedRegister = "(old)"

  /// The program in litmus notation; nil if the notation has no word for some step.
  public var programText: String? { scenario.litmusText }

  /// The condition in litmus notation; nil if it is not a conjunction of equalities.
  public var conditionText: String? { condition.litmusText }
}

extension Scenario {
  /// The program in litmus notation; nil if the notation has no word for some step, or for
  /// initial values other than 0.
  public var litmusText: String? {
    guard initialValues.values.allSatisfy({ $0 == 0 }) else { return nil }
    return joined(threads.map { litmusSteps($0.steps) }, separator: " || ")
  }
}

private func joined(_ parts: [String?], separator: String) -> String? {
  let texts = parts.compactMap { $0 }
  return texts.count == parts.count ? texts.joined(separator: separator) : nil
}

private func litmusSteps(_ steps: [Step]) -> String? {
  joined(steps.map(\.litmusText), separator: "; ")
}

extension Step {
  fileprivate var litmusText: String? {
    switch action {
    case .load(let register, let variable, let mode):
      return "\(register)=R.\(mode.litmusName) \(variable)"
    case .store(let variable, let value, let mode):
      guard let value = value.litmusText else { return nil }
      return "W.\(mode.litmusName) \(variable) \(value)"
    case .update(let register, let variable, let update, let operand, let order):
      guard let operand = operand.litmusText, update == .add || update == .exchange else {
        return nil
      }
      let name = update == .add ? "ADD" : "XCHG"
      return "\(register)=\(name).\(order.litmusName) \(variable) \(operand)"
    case .compareExchange(let exchange):
      return exchange.litmusText
    case .fence(let order):
      return "F.\(order.litmusName)"
    case .branch(
      .binary(.equal, .register(let register), .constant(let value)), let body, else: []):
      guard let body = litmusSteps(body) else { return nil }
      return "if \(register)==\(value) { \(body) }"
    case .branch, .assign, .assume, .assert, .loop, .lock, .unlock:
      return nil
    }
  }
}

extension Step.CompareExchange {
  fileprivate var litmusText: String? {
    guard !isWeak, old.name == LitmusTest.unnamedRegister, let expected = expected.litmusText,
      let desired = desired.litmusText
    else { return nil }
    let orders = "\(successOrder.litmusName).\(failureOrder.litmusName)"
    return "\(success)=CAS.\(orders) \(variable) \(expected) \(desired)"
  }
}

extension Expression {
  fileprivate var litmusText: String? {
    switch self {
    case .constant(let value): "\(value)"
    case .register(let register): register.name
    case .not, .binary: nil
    }
  }
}

extension Condition {
  /// The condition in litmus notation; nil if it is not a conjunction of equalities.
  public var litmusText: String? {
    switch self {
    case .register(let thread, let register, let value): "\(thread):\(register)=\(value)"
    case .variable(let variable, let value): "\(variable)=\(value)"
    case .all(let parts): joined(parts.map(\.litmusText), separator: " & ")
    case .holds, .any, .not: nil
    }
  }
}
