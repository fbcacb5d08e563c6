extension DeclarationIndex {
  init(files: [ParsedFile], isExact: Bool = false) {
    self.files = files
    self.isExact = isExact
    for file in files { collectGlobalActors(file.declarations) }
    for file in files.indices { collectTypes(files[file].declarations, file, enclosing: nil) }
    nameTypes()
    for file in files.indices { collectAtomicExtensions(files[file].declarations, file) }
    for file in files.indices {
      collectMembers(files[file].declarations, Owner(file: file, type: nil, isActive: true))
    }
    if isExact { numberCases() }
    makeSymbolsUnique()
    collectObservers()
    collectSetters()
    collectIsolated()
    collectConstants()
    resolveTypes()
    collectParents()
    if isExact { collectInPlace() }
  }

  private mutating func collectParents() {
    typesOfFile = Array(repeating: [], count: files.count)
    for (number, type) in types.enumerated() { typesOfFile[type.file].append(number) }
    parents = types.map { type in
      [type.superclass].compactMap { $0 }
        + type.inherited.compactMap { node in
          guard
            case .record(let parent) = resolve(node, file: type.file, enclosing: type.enclosing)
          else { return nil }
          return parent
        }
    }
  }

  private mutating func collectInPlace() {
    var excluded: Set<String> = []
    for function in functions {
      let name = function.declaration.name
      if function.runsItsClosures {
        inPlaceNames.insert(name)
      } else if function.takesClosures || function.declaration.body == nil {
        excluded.insert(name)
      }
    }
    inPlaceNames.subtract(excluded)
  }

  private struct Owner {
    var file: Int
    var type: Int?
    var isActive: Bool
    /// The global actor that members are isolated to which say nothing else.
    var globalActor: String?
  }

  private mutating func collectIsolated() {
    for function in functions where isActor(function.enclosing) && !function.isStatic {
      let modifiers = function.declaration.modifiers
      switch function.declaration.kind {
      case .function: if !modifiers.isNonisolated { isolatedSymbols.insert(function.symbol) }
      case .subscript, .initializer, .deinitializer: break
      }
    }
    for variable in variables where isActor(variable.enclosing) && !variable.isStatic {
      guard !variable.isNonisolated else { continue }
      isolatedSymbols.insert(variable.symbol + ".get")
      isolatedSymbols.insert(variable.symbol + ".set")
    }
    collectGloballyIsolated()
  }

  private mutating func collectSetters() {
    for variable in variables where variable.hasSetter { setters.insert(variable.symbol + ".set") }
    for function in functions
    where function.declaration.accessors.contains(where: \.isSetter) {
      setters.insert(function.symbol + ".set")
    }
  }

  private mutating func collectObservers() {
    for variable in variables {
      if let found = variable.observers { observers[variable.symbol] = found }
    }
    for type in types where type.kind == .actor {
      for field in type.fields {
        let symbol = "\(type.name).\(field.name)"
        guard observers[symbol] != nil else { continue }
        isolatedSymbols.formUnion([symbol + ".willSet", symbol + ".didSet"])
      }
    }
  }

  private mutating func collectConstants() {
    for type in types {
      for field in type.fields where field.isLet {
        constantFields.insert("\(type.name).\(field.name)")
      }
    }
    for variable in variables where variable.isLet { constantGlobals.insert(variable.symbol) }
  }

  private func isActor(_ type: Int?) -> Bool {
    guard let type else { return false }
    switch types[type].kind {
    case .actor: return true
    case .class, .struct, .enum, .protocol, .extension: return false
    }
  }

  // MARK: Types

  private mutating func collectTypes(_ declarations: [Declaration], _ file: Int, enclosing: Int?) {
    for declaration in declarations {
      switch declaration {
      case .type(let type): collectType(type, file, enclosing)
      case .conditional(let branches, _):
        for branch in branches { collectTypes(branch, file, enclosing: enclosing) }
      case .function, .variable, .alias, .imports, .enumCases, .statement, .other: break
      }
    }
  }

  private mutating func collectType(_ type: TypeDeclaration, _ file: Int, _ enclosing: Int?) {
    guard type.kind != .extension, let name = type.path.first else {
      // Types nested in an extension are found once the extended type is known.
      collectNested(of: type, file)
      return
    }
    let path = enclosing.map { types[$0].path + "." + name } ?? name
    let number = addType(type, path: path, file, enclosing)
    collectTypes(type.members, file, enclosing: number)
  }

  private mutating func collectNested(of type: TypeDeclaration, _ file: Int) {
    let path = type.path.joined(separator: ".")
    collectInExtension(type.members, path: path, file)
  }

  private mutating func collectInExtension(
    _ members: [Declaration], path: String, _ file: Int
  ) {
    for member in members {
      switch member {
      case .type(let inner):
        guard inner.kind != .extension, let name = inner.path.first else { continue }
        let number = addType(inner, path: path + "." + name, file, nil)
        collectTypes(inner.members, file, enclosing: number)
      case .conditional(let branches, _):
        for branch in branches { collectInExtension(branch, path: path, file) }
      case .function, .variable, .alias, .imports, .enumCases, .statement, .other: break
      }
    }
  }

  private mutating func addType(
    _ type: TypeDeclaration, path: String, _ file: Int, _ enclosing: Int?
  ) -> Int {
    let number = types.count
    var entry = TypeEntry(
      name: path, path: path, kind: type.kind, file: file, enclosing: enclosing,
      generics: type.generics, inherited: type.inherited, span: type.span)
    entry.globalActor = globalActor(of: type.modifiers, else: inheritedActor(of: type))
    types.append(entry)
    typesByPath[path, default: []].append(number)
    let bare = Self.bare(path)
    isNestedName[bare] = isNestedName[bare] == true || bare.utf8.count < path.utf8.count
    typeNumbers[DeclarationKey(file: file, start: type.span.start)] = number
    return number
  }

  /// The bare name where it is unique, else the path, else the path with the file.
  private mutating func nameTypes() {
    var counts: [String: Int] = [:]
    for type in types { counts[Self.bare(type.path), default: 0] += 1 }
    var taken: Set<String> = []
    for number in types.indices {
      let type = types[number]
      let bare = Self.bare(type.path)
      var name = counts[bare] == 1 ? bare : type.path
      if taken.contains(name) { name = "\(type.path)@\(files[type.file].stem)" }
      let base = name
      var count = 1
      while !taken.insert(name).inserted {
        count += 1
        name = "\(base)#\(count)"
      }
      types[number].name = name
      if type.enclosing == nil, let dot = type.path.lastIndex(of: ".") {
        types[number].enclosing = typesByPath[String(type.path[..<dot])]?.first
      }
    }
  }

  static func bare(_ path: String) -> String {
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return path }
    return String(path[path.utf8.index(after: dot)...])
  }

  // MARK: Members

  private mutating func collectMembers(_ declarations: [Declaration], _ owner: Owner) {
    for declaration in declarations {
      switch declaration {
      case .type(let type):
        guard let number = self.number(of: type, file: owner.file, within: owner.type) else {
          continue
        }
        if type.inherits(SwiftAtomics.referenceProtocol) {
          types[number].isAtomicReference = true
        }
        collectMembers(
          type.members,
          Owner(
            file: owner.file, type: number, isActive: owner.isActive,
            globalActor: globalActor(of: type.modifiers, else: types[number].globalActor)))
      case .function(let function): add(function, owner)
      case .variable(let variable): add(variable, owner)
      case .alias(let name, let node):
        let reference = TypeReference(node: node, file: owner.file, enclosing: owner.type)
        aliasNames.insert(name)
        if let type = owner.type {
          types[type].aliases[name] = reference
        } else if globalAliases[name] == nil {
          globalAliases[name] = reference
        }
      case .enumCases(let cases): if let type = owner.type { add(cases, to: type) }
      case .conditional(let branches, let active):
        // The active branch first: it gets the plain symbols.
        for (index, branch) in branches.enumerated() where index == active {
          collectMembers(branch, owner)
        }
        for (index, branch) in branches.enumerated() where index != active {
          var inactive = owner
          inactive.isActive = false
          collectMembers(branch, inactive)
        }
      case .imports, .statement, .other: break
      }
    }
  }

  /// The entry of a type declaration, or of what it extends.
  func number(of type: TypeDeclaration, file: Int, within: Int?) -> Int? {
    if type.kind != .extension {
      return typeNumbers[DeclarationKey(file: file, start: type.span.start)]
    }
    return extendedType(type.path, file: file)
  }

  private func extendedType(_ path: [String], file: Int) -> Int? {
    let candidates = typesByPath[path.joined(separator: ".")] ?? typesByPath[path.last ?? ""] ?? []
    return pick(candidates, for: file) ?? path.last.flatMap { atomicExtensions[$0] }
  }

  /// Of several types with one path: the file's own, its module's, or the first.
  /// Functions of one file may each have a type of the name inside: the last before the use.
  func pick(_ candidates: [Int], for file: Int, near position: Int? = nil) -> Int? {
    if candidates.count < 2 { return candidates.first }
    if let position {
      let before = candidates.filter {
        types[$0].file == file && types[$0].span.start <= position
      }
      if let last = before.max(by: { types[$0].span.start < types[$1].span.start }) {
        return last
      }
    }
    return candidates.first { types[$0].file == file }
      ?? candidates.first { files[types[$0].file].module == files[file].module }
      ?? candidates.first
  }

  private mutating func add(_ cases: [EnumCase], to type: Int) {
    for item in cases {
      var value = types[type].nextCase
      if let raw = item.rawValue, case .integer(let written?) = raw.kind { value = written }
      if isExact, case .prefix("-", let raw)? = item.rawValue?.kind,
        case .integer(let written?) = raw.kind
      {
        value = 0 &- written
      }
      types[type].cases[item.name] = value
      types[type].nextCase = value &+ 1
      if !item.payload.isEmpty { types[type].caseHasPayload.insert(item.name) }
      guard isExact, !item.payload.isEmpty else { continue }
      types[type].payloads[item.name] = item.payload.enumerated().map { number, part in
        FieldEntry(
          name: part.label ?? String(number), node: part.type, initial: nil,
          file: types[type].file, isLet: true)
      }
    }
  }

  private mutating func add(_ function: FunctionDeclaration, _ owner: Owner) {
    let prefix = owner.type.map { types[$0].name + "." } ?? ""
    var symbol = prefix + function.name
    if function.kind != .deinitializer { symbol += Self.labelText(function.parameters) }
    if function.parameters.isEmpty, function.kind == .function, owner.type == nil {
      symbol = function.name + "()"
    }
    let number = functions.count
    var entry = FunctionEntry(
      symbol: symbol, displayName: prefix + function.name, function, file: owner.file,
      enclosing: owner.type)
    entry.isActive = owner.isActive
    entry.globalActor = globalActor(of: function.modifiers, else: owner.globalActor)
    functions.append(entry)
    functionNumbers[DeclarationKey(file: owner.file, start: function.nameSpan.start)] = number
    functionNames.insert(function.name)
    if let type = owner.type {
      types[type].methods[function.name, default: []].append(number)
    } else {
      freeFunctions[function.name, default: []].append(number)
    }
  }

  /// `(label:_:)`
  static func labelText(_ parameters: [ParameterSyntax]) -> String {
    "(" + parameters.map { ($0.label ?? "_") + ":" }.joined() + ")"
  }

  private mutating func add(_ variable: VariableDeclaration, _ owner: Owner) {
    for binding in variable.bindings {
      for name in Self.names(in: binding.pattern) {
        add(name, binding, of: variable, owner)
      }
    }
  }

  static func names(in pattern: Expression) -> [String] {
    switch pattern.kind {
    case .bind(let name): [name]
    case .tuple(let elements): elements.flatMap { names(in: $0.value) }
    default: []
    }
  }

  private mutating func add(
    _ name: String, _ binding: VariableDeclaration.Binding, of variable: VariableDeclaration,
    _ owner: Owner
  ) {
    let isComputed =
      binding.accessors.contains {
        switch $0.kind {
        case .get: true
        case .set, .willSet, .didSet: false
        }
      } && !isRequiredAtomic(binding, owner)
    let isStatic = variable.modifiers.isStatic || owner.type == nil
    let isTuple: Bool = if case .tuple = binding.pattern.kind { true } else { false }
    if let type = owner.type, !isStatic, !isComputed {
      guard types[type].fieldNumbers[name] == nil else { return }
      types[type].fieldNumbers[name] = types[type].fields.count
      var field = FieldEntry(
        name: name, node: binding.type, initial: binding.initial, file: owner.file,
        isLet: variable.isLet)
      field.wrapper = variable.modifiers.attributes.first { $0.first?.isUppercase ?? false }
      types[type].fields.append(field)
      isolatedFields["\(types[type].name).\(name)"] = globalActor(
        of: variable.modifiers, else: owner.globalActor)
      observers["\(types[type].name).\(name)"] = Observers(binding.accessors)
      return
    }
    let prefix = owner.type.map { types[$0].name + "." } ?? ""
    let number = variables.count
    var entry = VariableEntry(
      name: name, symbol: prefix + name, node: isTuple ? nil : binding.type,
      initial: isTuple ? nil : binding.initial, file: owner.file, enclosing: owner.type,
      isLet: variable.isLet, isStatic: isStatic, isComputed: isComputed,
      isNonisolated: variable.modifiers.isNonisolated, span: binding.span)
    entry.globalActor = globalActor(of: variable.modifiers, else: owner.globalActor)
    entry.observers = isComputed ? nil : Observers(binding.accessors)
    entry.hasSetter = binding.accessors.contains(where: \.isSetter)
    variables.append(entry)
    variableNumbers[DeclarationKey(file: owner.file, start: binding.span.start)] = number
    if let type = owner.type {
      if types[type].variables[name] == nil { types[type].variables[name] = number }
    } else {
      globalVariables[name, default: []].append(number)
    }
  }

  /// `var state: ManagedAtomic<Int> { get }` of a protocol: whoever conforms has such an atomic.
  private func isRequiredAtomic(_ binding: VariableDeclaration.Binding, _ owner: Owner) -> Bool {
    guard let type = owner.type, types[type].kind == .protocol,
      case .named(let path, _)? = binding.type?.kind, let name = path.last
    else { return false }
    return SwiftAtomics.isAtomicType(name)
  }

  /// Overloads by type, and the branches of `#if`, share a name and labels; only one can have the
  /// plain symbol.
  private mutating func makeSymbolsUnique() {
    var counts: [String: Int] = [:]
    for number in functions.indices {
      let symbol = functions[number].symbol
      let count = counts[symbol, default: 0] + 1
      counts[symbol] = count
      if count > 1 { functions[number].symbol = "\(symbol)#\(count)" }
    }
    var seen: [String: Int] = [:]
    for number in variables.indices {
      let symbol = variables[number].symbol
      let count = seen[symbol, default: 0] + 1
      seen[symbol] = count
      if count > 1 {
        let stem = files[variables[number].file].stem
        variables[number].symbol = count == 2 ? "\(symbol)@\(stem)" : "\(symbol)@\(stem)#\(count)"
      }
    }
  }
}
