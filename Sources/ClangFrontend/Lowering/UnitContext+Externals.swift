import CLibclang
import OrderLint

extension UnitContext {
  /// Notes what a function that is not in view may do to what it is given the address of.
  func noteExternal(_ declaration: CXCursor, symbol: String) {
    guard !isExact, externals[symbol] == nil else { return }
    let type = declaration.type.canonical
    let count = clang_getNumArgTypes(type)
    guard count >= 0 else { return }
    var parameters = (0..<UInt32(count)).map { use(of: clang_getArgType(type, $0)) }
    if declaration.kind == CXCursor_CXXMethod, clang_CXXMethod_isStatic(declaration) == 0 {
      parameters.insert(clang_CXXMethod_isConst(declaration) != 0 ? .reads : .writes, at: 0)
    }
    guard parameters.contains(where: { $0 != .value }) else { return }
    externals[symbol] = ExternalFunction(symbol: symbol, parameters: parameters)
  }

  private func use(of type: CXType) -> ExternalFunction.Parameter {
    guard type.isPointer || type.isReference else { return .value }
    let target = type.canonical.pointee
    if target.isFunction || target.isUnknown { return .value }
    if target.isConst { return .reads }
    // What a callback is given one day is passed on as it is.
    return target.canonical.kind == CXType_Void ? .value : .writes
  }
}
