import OrderLint

/// Globals whose initial value is code: that of a script runs in the order of its statements, any
/// other before somebody uses the global.
extension FunctionLowering {
  /// Gives the global that the binding declares its value; false if it declares a local variable.
  mutating func initializeGlobal(
    _ binding: VariableDeclaration.Binding, _ initial: Expression
  ) -> Bool {
    let key = DeclarationKey(file: context.file, start: binding.span.start)
    guard index.isExact, let number = index.variableNumbers[key],
      index.variables[number].isStatic
    else { return false }
    let entry = index.variables[number]
    if case .concurrency = entry.type { return false }
    let address = Operand.global(entry.symbol)
    if entry.isUniqueObject || entry.type.isObjectInPlace || isStruct(entry.type),
      construct(initial, at: address, entry.type, binding.span)
    {
      return true
    }
    let value = lowerValue(initial, expected: entry.type)
    store(value, at: address, entry.type, binding.span)
    return true
  }
}
