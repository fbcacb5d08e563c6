import OrderLint

/// What values consist of where the code is executed.
extension DeclarationIndex {
  /// No case is 0, which is `nil`.
  mutating func numberCases() {
    for number in types.indices {
      guard types[number].kind == .enum,
        let zero = types[number].cases.first(where: { $0.value == 0 })?.key
      else { continue }
      let greatest = types[number].cases.values.max() ?? 0
      let free = greatest == .max ? (types[number].cases.values.min() ?? 0) &- 1 : greatest + 1
      types[number].cases[zero] = free
      types[number].caseOfZero = free
    }
  }

  mutating func resolvePayloads() {
    for number in types.indices {
      for (name, parts) in types[number].payloads {
        types[number].payloads[name] = parts.map { part in
          var part = part
          part.type = type(node: part.node, initial: nil, file: part.file, enclosing: number)
          return part
        }
      }
    }
  }

  /// Whether values of the type take several cells: structs, tuples and enums that hold something.
  func isComposite(_ type: SwiftType) -> Bool {
    switch type {
    case .tuple(let elements): elements.count > 1
    case .record(let number):
      types[number].kind == .struct
        ? !types[number].fields.isEmpty
        : types[number].kind == .enum && !types[number].payloads.isEmpty
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .metatype,
      .optional, .ordering, .array, .concurrency:
      false
    }
  }

  /// Whether nothing in a value is an object whose address matters: an atomic, a lock.
  func isCopyable(_ type: SwiftType) -> Bool {
    switch type {
    case .tuple(let elements): elements.allSatisfy { isCopyable($0.type) }
    case .record(let number):
      !isComposite(type) || types[number].size >= Self.cellLimit
        || types[number].fields.allSatisfy { isCopyable($0.type) }
          && types[number].payloads.values.joined().allSatisfy { isCopyable($0.type) }
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .metatype,
      .optional, .ordering, .array, .concurrency:
      !type.isObjectInPlace
    }
  }

  /// How many cells a value of the type takes.
  func cells(of type: SwiftType) -> Int {
    switch type {
    case .tuple(let elements): max(elements.reduce(0) { $0 + cells(of: $1.type) }, 1)
    case .record(let number): isComposite(type) ? max(types[number].size, 1) : 1
    case .lock(.guarding(let value)): 1 + cells(of: value)
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .metatype,
      .optional, .ordering, .array, .concurrency:
      1
    }
  }

  /// The cells before an element of a tuple.
  func offset(of number: Int, in elements: [SwiftType.TupleElement]) -> Int {
    elements.prefix(number).reduce(0) { $0 + cells(of: $1.type) }
  }

  /// Structs of more cells are not laid out.
  static let cellLimit = 1_000

  /// The type of a field where the code is executed.
  func exactType(ofField name: String, of type: Int) -> SwiftType {
    guard isExact, let field = types[type].fieldNumbers[name] else { return .unknown }
    return types[type].fields[field].type
  }

  func layout(of type: SwiftType) -> Layout {
    guard cells(of: type) < Self.cellLimit else {
      return .unsupported("a record of very many fields")
    }
    switch type {
    case .tuple(let elements) where elements.count > 1:
      return .record(
        elements.enumerated().map { position, element in
          Layout.Field(name: element.label ?? String(position), layout: layout(of: element.type))
        })
    case .record(let number) where isComposite(type) && types[number].kind == .enum:
      return .record(
        (0..<cells(of: type)).map {
          Layout.Field(name: $0 == 0 ? "case" : "payload\($0 - 1)", layout: .scalar)
        })
    case .record(let number) where isComposite(type):
      return .record(
        types[number].fields.map { Layout.Field(name: $0.name, layout: layout(of: $0.type)) })
    case .lock(.guarding(let value)):
      return .record([
        Layout.Field(name: "lock", layout: .scalar),
        Layout.Field(name: "value", layout: layout(of: value)),
      ])
    case .unknown, .scalar, .boolean, .record, .foreign, .pointer, .atomic, .lock, .function,
      .tuple, .metatype, .optional, .ordering, .array, .concurrency:
      return .scalar
    }
  }

  /// The layout of a variable if the type says more than its spelling may.
  func layoutOfVariable(_ type: SwiftType) -> Layout? {
    guard isExact else { return nil }
    switch type {
    case .tuple, .lock(.guarding), .optional: return layout(of: type)
    case .record: return isComposite(type) ? layout(of: type) : nil
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .metatype,
      .ordering, .array, .concurrency:
      return nil
    }
  }
}
