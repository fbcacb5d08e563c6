import OrderLint

/// References that are carried around as pointers: `Unmanaged` is another name for the object.
extension FunctionLowering {
  /// The object that a call wraps in an `Unmanaged`; nil if it does not.
  mutating func lowerUnmanaged(_ base: Expression, _ name: String, _ call: Call) -> Typed? {
    switch name {
    case "passRetained", "passUnretained", "fromOpaque":
      guard case .name("Unmanaged", _) = base.kind, let given = call.arguments.first?.value,
        call.arguments.count == 1
      else { return nil }
      let object = lowerValue(given)
      return name == "fromOpaque" ? Typed(object.value, typeName(base) ?? .unknown) : object
    default: return nil
    }
  }

  /// The object that a reference carried as a pointer is, unless its type says something else.
  mutating func lowerUnmanaged(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    if case .record(let number) = receiver.type, method(name, of: number, call) != nil {
      return nil
    }
    let span = receiver.expression.span
    switch name {
    case "toOpaque", "takeUnretainedValue", "takeRetainedValue":
      return call.arguments.isEmpty ? load(receiver.place, receiver.type, span) : nil
    case "retain", "release", "autorelease":
      // Nothing that is executed ever ends an object of a class.
      guard index.isExact, call.arguments.isEmpty, case .record = receiver.type else { return nil }
      return load(receiver.place, receiver.type, span)
    case "_withUnsafeGuaranteedRef":
      guard let closure = call.closure else { return nil }
      return lowerInPlace(closure, [load(receiver.place, receiver.type, span)])
    default: return nil
    }
  }
}
