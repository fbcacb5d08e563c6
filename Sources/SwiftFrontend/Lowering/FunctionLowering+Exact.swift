import OrderLint

/// What lowering for execution says besides: how large objects are, and how far apart.
extension FunctionLowering {
  /// How many cells a value of the type takes; nil if that is not known.
  private func cells(_ type: SwiftType) -> Int? {
    switch type {
    case .scalar, .boolean, .pointer, .function: 1
    case .atomic(let storage, _): storage == .inPlace || storage.isPointer ? 1 : nil
    case .record(let number):
      index.types[number].isReference || index.types[number].kind == .enum
        ? 1 : max(index.types[number].size, 1)
    case .unknown, .foreign, .lock, .tuple, .metatype, .ordering, .array, .concurrency: nil
    }
  }

  /// When lowered for execution, indices are in cells.
  func scaled(_ position: Operand, _ type: SwiftType) -> Operand {
    guard index.isExact else { return position }
    guard let cells = cells(type.element) else {
      return .unknown("an element of a type that is not known")
    }
    if cells == 1 { return position }
    if case .integer(let constant) = position { return .integer(constant &* Int64(cells)) }
    return .binary(.multiply, position, .integer(Int64(cells)))
  }

  /// `UnsafeMutablePointer<T>.allocate(capacity:)`.
  mutating func exactAllocation(_ type: SwiftType, _ call: Call) -> Typed {
    let arguments = lowerArguments(call.arguments)
    guard let count = arguments.first, cells(type.element) != nil else {
      emit(.opaque("an allocation of elements whose type is not known"), call.span)
      return Typed(.unknown("allocation"), type)
    }
    let event = emit(
      .call(.direct(Primitive.allocate.rawValue), arguments: [scaled(count, type)]), call.span)
    return Typed(.result(event), type)
  }
}
