import OrderLint

/// References that are carried around as pointers: `Unmanaged` is another name for the object.
extension FunctionLowering {
  /// The object that a call wraps in an `Unmanaged` or takes out of one; nil if it does neither.
  mutating func lowerUnmanaged(_ base: Expression, _ name: String, _ call: Call) -> Typed? {
    switch name {
    case "passRetained", "passUnretained", "fromOpaque":
      guard case .name("Unmanaged", _) = base.kind, let given = call.arguments.first?.value,
        call.arguments.count == 1
      else { return nil }
      let object = lowerValue(given)
      return name == "fromOpaque" ? Typed(object.value, typeName(base) ?? .unknown) : object
    case "toOpaque", "takeUnretainedValue", "takeRetainedValue":
      return call.arguments.isEmpty ? lowerValue(base) : nil
    case "_withUnsafeGuaranteedRef":
      guard let closure = call.closure else { return nil }
      return lowerInPlace(closure, [lowerValue(base)])
    default: return nil
    }
  }
}
