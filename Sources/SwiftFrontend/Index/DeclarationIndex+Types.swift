/// Resolution of written types, and types that are obvious from an initial value.
extension DeclarationIndex {
  mutating func resolveTypes() {
    for number in types.indices {
      let type = types[number]
      types[number].superclass = type.inherited.first.flatMap { node in
        guard case .record(let parent) = resolve(node, file: type.file, enclosing: type.enclosing),
          types[parent].kind == .class, parent != number
        else { return nil }
        return parent
      }
    }
    resolveFields()
    resolvePayloads()
    if isExact, types.contains(where: { !$0.generics.isEmpty }) {
      // Arguments may follow from fields, and fields from arguments.
      bindGenerics()
      resolveFields()
      resolvePayloads()
    }
    var states = Array(repeating: SizeState.unknown, count: types.count)
    for number in types.indices { _ = measure(number, &states) }
    for number in variables.indices {
      let entry = variables[number]
      variables[number].type = type(
        node: entry.node, initial: entry.initial, file: entry.file, enclosing: entry.enclosing)
      variables[number].isUniqueObject = isUniqueObject(variables[number])
    }
  }

  private mutating func resolveFields() {
    for number in types.indices {
      for field in types[number].fields.indices {
        let entry = types[number].fields[field]
        types[number].fields[field].type = type(
          node: entry.node, initial: entry.initial, file: entry.file, enclosing: number)
      }
    }
  }

  private enum SizeState { case unknown, open, known }

  /// Counts the scalars of a struct. A struct cannot contain itself: where it seems to, two types of
  /// one name were taken for one, and the member's type is forgotten.
  private mutating func measure(_ number: Int, _ states: inout [SizeState]) -> Int? {
    switch states[number] {
    case .open: return nil
    case .known: return types[number].size
    case .unknown: break
    }
    states[number] = .open
    var size = 0
    for field in types[number].fields.indices {
      if let part = measure(types[number].fields[field].type, &states) {
        size = min(size + part, Self.cellLimit)
      } else {
        types[number].fields[field].type = .unknown
        size += 1
      }
    }
    for name in types[number].payloads.keys.sorted() {
      size = max(size, measurePayload(name, of: number, &states))
    }
    types[number].size = size
    states[number] = .known
    return size
  }

  /// The cells of an enum of this case. An enum that holds itself is not laid out.
  private mutating func measurePayload(
    _ name: String, of number: Int, _ states: inout [SizeState]
  ) -> Int {
    var size = 1
    for part in types[number].payloads[name] ?? [] {
      size = min(size + (measure(part.type, &states) ?? Self.cellLimit), Self.cellLimit)
    }
    return size
  }

  private mutating func measure(_ type: SwiftType, _ states: inout [SizeState]) -> Int? {
    switch type {
    case .record(let inner) where types[inner].kind == .struct || isExact && isComposite(type):
      return measure(inner, &states)
    case .tuple(let elements) where isExact:
      var size = 0
      for element in elements {
        guard let part = measure(element.type, &states) else { return nil }
        size = min(size + part, Self.cellLimit)
      }
      return max(size, 1)
    case .lock(.guarding(let value)) where isExact: return measure(value, &states).map { $0 + 1 }
    case .record, .tuple, .lock, .unknown, .scalar, .boolean, .foreign, .pointer, .atomic,
      .function, .metatype, .optional, .ordering, .array, .concurrency:
      return 1
    }
  }

  private func isUniqueObject(_ entry: VariableEntry) -> Bool {
    guard entry.isLet, let initial = entry.initial else { return false }
    return isConstruction(initial, of: entry.type)
  }

  /// Whether the expression makes a new object of the type: an instance or allocated memory.
  func isConstruction(_ initial: Expression, of type: SwiftType) -> Bool {
    guard case .call(let callee, _) = initial.kind else { return false }
    switch type {
    case .record(let number):
      guard types[number].isReference else { return false }
      switch callee.kind {
      case .name(let name, _): return name == Self.bare(types[number].path)
      case .implicitMember(let name): return name == "init"
      default: return false
      }
    case .pointer:
      // Where code is executed, a pointer is a variable of its own.
      if isExact { return false }
      if case .member(_, "allocate") = callee.kind { return true }
      if case .implicitMember("allocate") = callee.kind { return true }
      return false
    case .unknown, .scalar, .boolean, .foreign, .atomic, .lock, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      return false
    }
  }

  func type(node: TypeNode?, initial: Expression?, file: Int, enclosing: Int?) -> SwiftType {
    if let node { return resolve(node, file: file, enclosing: enclosing) }
    return initial.map { inferred($0, file: file, enclosing: enclosing) } ?? .unknown
  }

  // MARK: Written types

  /// Where a type's name is used.
  struct Use {
    var file: Int
    var enclosing: Int?
    var position: Int?
  }

  func resolve(_ node: TypeNode, file: Int, enclosing: Int?, depth: Int = 0) -> SwiftType {
    guard depth < 24 else { return .unknown }
    switch node.kind {
    case .named(let path, let arguments):
      if arguments.isEmpty, path.count == 1, let only = path.first,
        SwiftAtomics.scalars.contains(only), typesByPath[only] == nil
      {
        return scalar(only)
      }
      let resolved = arguments.map {
        held($0, resolve($0, file: file, enclosing: enclosing, depth: depth + 1))
      }
      let use = Use(file: file, enclosing: enclosing, position: node.span.start)
      let type = resolve(path, resolved, use, depth: depth)
      return path.last == "Optional" && resolved.first == type ? optional(type) : type
    case .optional(let wrapped):
      return optional(resolve(wrapped, file: file, enclosing: enclosing, depth: depth + 1))
    case .array(let element), .dictionary(_, let element):
      return .array(resolve(element, file: file, enclosing: enclosing, depth: depth + 1))
    case .tuple(let elements):
      return .tuple(
        elements.map {
          let type = resolve($0.type, file: file, enclosing: enclosing, depth: depth + 1)
          return SwiftType.TupleElement(label: $0.label, type: held($0.type, type))
        })
    case .function(_, let result):
      let type = result.map { resolve($0, file: file, enclosing: enclosing, depth: depth + 1) }
      return .function(result: type ?? .unknown)
    case .opaque: return .unknown
    }
  }

  func resolve(
    _ path: [String], _ arguments: [SwiftType], _ use: Use, depth: Int = 0
  ) -> SwiftType {
    let (file, enclosing) = (use.file, use.enclosing)
    guard let last = path.last, let first = path.first, depth < 24 else { return .unknown }
    if path.count == 1, first == "Self" { return enclosing.map { .record($0) } ?? .unknown }
    if path.count == 1, let bound = generic(first, enclosing) { return bound }
    if let alias = alias(path, enclosing: enclosing) {
      return resolve(alias.node, file: alias.file, enclosing: alias.enclosing, depth: depth + 1)
    }
    let declared = declaredType(path, use)
    guard var library = SwiftAtomics.type(named: last, arguments: arguments) else {
      return declared.map { .record($0) } ?? .foreign(last)
    }
    if library == .number { library = scalar(last) }
    guard let declared else {
      return meansLibrary(last, file: file) ? library : .foreign(last)
    }
    // A declaration of the same module hides imported names.
    if files[types[declared].file].module == files[file].module { return .record(declared) }
    if let modules = SwiftAtomics.modules(of: last), !modules.isDisjoint(with: files[file].imports)
    {
      return library
    }
    return .record(declared)
  }

  /// The type of an element or argument. An optional number there is not told from a number.
  func held(_ node: TypeNode, _ type: SwiftType) -> SwiftType {
    guard isExact, type.isNumber, case .optional = node.kind else { return type }
    return .optionalNumber
  }

  private func optional(_ wrapped: SwiftType) -> SwiftType {
    isExact && isComposite(wrapped) ? .optional(wrapped) : wrapped
  }

  private func scalar(_ name: String) -> SwiftType {
    .scalar(isExact ? SwiftAtomics.scalar(named: name) : .any)
  }

  /// Whether the library's type of that name is visible in the file.
  private func meansLibrary(_ name: String, file: Int) -> Bool {
    guard let modules = SwiftAtomics.modules(of: name) else { return true }
    if !modules.isDisjoint(with: files[file].imports) { return true }
    // Without any import the name must come from a file compiled along with this one.
    return files[file].imports.isEmpty && files.contains { !modules.isDisjoint(with: $0.imports) }
  }

  /// What a generic parameter stands for, if the name is one.
  func generic(_ name: String, _ enclosing: Int?) -> SwiftType? {
    var current = enclosing
    while let type = current {
      if types[type].generics.contains(name) { return types[type].arguments[name] ?? .unknown }
      current = types[type].enclosing
    }
    return nil
  }

  private func alias(_ path: [String], enclosing: Int?) -> TypeReference? {
    guard let last = path.last, aliasNames.contains(last) else { return nil }
    if path.count == 1 {
      var current = enclosing
      while let type = current {
        if let found = types[type].aliases[last] { return found }
        current = types[type].enclosing
      }
      return globalAliases[last]
    }
    let owner = path.dropLast().joined(separator: ".")
    return typesByPath[owner]?.first.flatMap { types[$0].aliases[last] }
  }

  /// A type of the run: one nested in the enclosing types first.
  func declaredType(_ path: [String], _ use: Use) -> Int? {
    let (file, enclosing) = (use.file, use.enclosing)
    guard let last = path.last, let isNested = isNestedName[last] else { return nil }
    let joined = path.count == 1 ? last : path.joined(separator: ".")
    var current = enclosing
    while let type = current {
      if isNested, let inner = typesByPath["\(types[type].path).\(joined)"],
        let found = pick(inner, for: file)
      {
        return found
      }
      if types[type].path == joined { return type }
      current = types[type].enclosing
    }
    if let found = pick(typesByPath[joined] ?? [], for: file, near: use.position) { return found }
    // `Module.Type`
    return path.count > 1
      ? pick(typesByPath[path.dropFirst().joined(separator: ".")] ?? [], for: file) : nil
  }

  // MARK: Obvious types

  /// The type of an expression, where a reader sees it without looking further.
  func inferred(_ value: Expression, file: Int, enclosing: Int?) -> SwiftType {
    switch value.kind {
    case .integer, .string, .otherLiteral: return .number
    case .boolean: return .boolean
    case .call(let callee, let arguments):
      return inferredCall(callee, arguments, file: file, enclosing: enclosing)
    case .cast(_, let node, let kind):
      switch kind {
      case .test: return .boolean
      case .plain, .conditional, .forced: return resolve(node, file: file, enclosing: enclosing)
      }
    case .member(let base, let name):
      if case .metatype(.record(let number)) = metatype(base, file, enclosing) {
        if types[number].cases[name] != nil { return .record(number) }
        if let variable = types[number].variables[name] { return variables[variable].type }
      }
      return isExact ? inferredNumber(value, file: file, enclosing: enclosing) : .unknown
    case .tuple(let elements):
      if elements.count == 1, let only = elements.first {
        return inferred(only.value, file: file, enclosing: enclosing)
      }
      return .tuple(
        elements.map {
          SwiftType.TupleElement(
            label: $0.label, type: inferred($0.value, file: file, enclosing: enclosing))
        })
    case .array(let elements):
      return .array(
        elements.first.map { inferred($0, file: file, enclosing: enclosing) } ?? .unknown)
    case .dictionary: return .array(.unknown)
    default: return isExact ? inferredNumber(value, file: file, enclosing: enclosing) : .unknown
    }
  }

  private func inferredCall(
    _ callee: Expression, _ arguments: [Argument], file: Int, enclosing: Int?
  ) -> SwiftType {
    switch callee.kind {
    case .member(let base, let name):
      guard case .metatype(let type) = metatype(base, file, enclosing) else {
        return isExact ? inferredLoad(base, name, file: file, enclosing: enclosing) : .unknown
      }
      if ["create", "allocate", "init", "shared", "makeAtomic"].contains(name) { return type }
      if case .record(let number) = type, types[number].cases[name] != nil { return type }
      return .unknown
    default:
      guard case .metatype(let type) = metatype(callee, file, enclosing) else { return .unknown }
      // The value type of `Atomic(0)` is that of its argument.
      if case .atomic(let storage, .unknown) = type, let first = arguments.first {
        return .atomic(storage, inferred(first.value, file: file, enclosing: enclosing))
      }
      if case .lock(.guarding(.unknown)) = type, let first = arguments.first {
        return .lock(.guarding(inferred(first.value, file: file, enclosing: enclosing)))
      }
      return type
    }
  }

  /// The type that an expression names.
  func metatype(_ value: Expression, _ file: Int, _ enclosing: Int?) -> SwiftType? {
    switch value.kind {
    case .name(let name, let generics):
      guard
        name.first?.isUppercase ?? false || typesByPath[name] != nil || !generics.isEmpty
          || globalAliases[name] != nil || SwiftAtomics.isCType(name)
      else { return nil }
      let arguments = generics.map {
        held($0, resolve($0, file: file, enclosing: enclosing))
      }
      let use = Use(file: file, enclosing: enclosing, position: value.span.start)
      return .metatype(resolve([name], arguments, use))
    case .member(let base, let name):
      guard name.first?.isUppercase ?? false else { return nil }
      var path = [name]
      var current = base
      while case .member(let inner, let outer) = current.kind {
        path.insert(outer, at: 0)
        current = inner
      }
      guard case .name(let root, _) = current.kind, root.first?.isUppercase ?? false else {
        return nil
      }
      path.insert(root, at: 0)
      let use = Use(file: file, enclosing: enclosing, position: value.span.start)
      return .metatype(resolve(path, [], use))
    case .type(let node): return .metatype(resolve(node, file: file, enclosing: enclosing))
    case .array(let elements):
      guard elements.count == 1, let only = elements.first,
        case .metatype(let element) = metatype(only, file, enclosing)
      else { return nil }
      return .metatype(.array(element))
    default: return nil
    }
  }
}
