import OrderLint

/// Objects with a header and elements behind it: `ManagedBuffer`, classes that inherit from it, and
/// what `ManagedBufferPointer` lays over any object.
extension FunctionLowering {
  /// The two parts of such an object.
  struct TailAllocation {
    var record: String
    var header: SwiftType
    var element: SwiftType
  }

  /// The parts of what a value of the type refers to; nil if it is no such object.
  func tailAllocation(of type: SwiftType) -> TailAllocation? {
    if let parts = type.tailAllocated {
      return TailAllocation(
        record: SwiftAtomics.tailAllocating, header: parts.header, element: parts.element)
    }
    guard case .record(let start) = type else { return nil }
    var current: Int? = start
    for _ in 0..<16 {
      guard let number = current else { return nil }
      let entry = index.types[number]
      if let node = entry.inherited.first, entry.kind == .class,
        let parts = index.resolve(node, file: entry.file, enclosing: number).tailAllocated
      {
        return TailAllocation(record: entry.name, header: parts.header, element: parts.element)
      }
      current = entry.superclass
    }
    return nil
  }

  /// The member of such an object that is not declared in the run: its header, or the object itself.
  func tailAllocatedMember(
    _ name: String, of object: Operand, _ type: SwiftType
  ) -> (Place, SwiftType)? {
    guard let parts = tailAllocation(of: type) else { return nil }
    switch name {
    case "header", "value":
      return (
        .memory(.field(of: object, record: parts.record, name: SwiftAtomics.header)), parts.header
      )
    case "buffer": return (.value(Typed(object, type)), type)
    case "capacity": return (.value(Typed(.unknown(name), .number)), .number)
    default: return nil
    }
  }

  /// A closure that is given the addresses of the parts; nil if the method is none of those.
  mutating func lowerTailAllocated(
    _ name: String, _ closure: Closure, _ object: Operand, _ type: SwiftType
  ) -> Typed? {
    guard name.hasPrefix("withUnsafeMutablePointer"),
      let parts = tailAllocation(of: type)
    else { return nil }
    let header = Typed(
      .field(of: object, record: parts.record, name: SwiftAtomics.header), .pointer(parts.header))
    let elements = Typed(
      .field(of: object, record: parts.record, name: SwiftAtomics.elements), .pointer(parts.element)
    )
    switch name {
    case "withUnsafeMutablePointers": return lowerInPlace(closure, [header, elements])
    case "withUnsafeMutablePointerToElements": return lowerInPlace(closure, [elements])
    case "withUnsafeMutablePointerToHeader", "withUnsafeMutablePointerToValue":
      return lowerInPlace(closure, [header])
    default: return nil
    }
  }
}

extension SwiftType {
  /// A reference to an object with a header and elements behind it.
  static func tailAllocated(header: SwiftType, element: SwiftType) -> SwiftType {
    .pointer(
      .tuple([
        TupleElement(label: SwiftAtomics.header, type: header),
        TupleElement(label: SwiftAtomics.elements, type: element),
      ]))
  }

  var tailAllocated: (header: SwiftType, element: SwiftType)? {
    guard case .pointer(.tuple(let parts)) = self, parts.count == 2,
      parts[0].label == SwiftAtomics.header, parts[1].label == SwiftAtomics.elements
    else { return nil }
    return (parts[0].type, parts[1].type)
  }
}
