/// Constants that a reader sees without evaluating anything.
extension DeclarationIndex {
  /// The constant that a variable of the type starts with: a literal, a case of an enum, or an
  /// atomic of one.
  func initialValue(of value: Expression, _ type: SwiftType) -> Int64? {
    if isExact, holdsComposite(type) { return nil }
    switch value.kind {
    case .integer(let number): return number
    case .boolean(let flag): return flag ? 1 : 0
    case .null: return 0
    case .prefix("-", let inner): return initialValue(of: inner, type).map { 0 &- $0 }
    case .implicitMember(let name), .member(_, let name): return caseValue(name, of: type)
    case .call(let callee, let arguments):
      guard arguments.count == 1, let only = arguments.first, keepsValue(callee) else {
        return nil
      }
      return initialValue(of: only.value, type)
    default: return nil
    }
  }

  private func holdsComposite(_ type: SwiftType) -> Bool {
    if case .lock(.guarding(let held)) = type { return isComposite(held) }
    return isComposite(type)
  }

  private func caseValue(_ name: String, of type: SwiftType) -> Int64? {
    switch type {
    case .record(let number):
      types[number].caseHasPayload.contains(name) ? nil : types[number].cases[name]
    case .atomic(_, let element), .lock(.guarding(let element)): caseValue(name, of: element)
    case .unknown, .scalar, .boolean, .foreign, .pointer, .lock, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      nil
    }
  }

  /// Whether what is called gives its argument back, in an atomic or as another integer type.
  private func keepsValue(_ callee: Expression) -> Bool {
    switch callee.kind {
    case .name(let name, _):
      ["Atomic", "ManagedAtomic", "Mutex"].contains(name) || SwiftAtomics.conversions.contains(name)
    case .member(_, let name), .implicitMember(let name): name == "init"
    default: false
    }
  }
}
