import OrderLint

/// Lowers one file.
struct ModuleLowering {
  let shared: SharedIndex
  let file: Int
  let output = ModuleOutput()

  private var index: DeclarationIndex { _read { yield shared.index } }
  private var parsed: ParsedFile { _read { yield shared.index.files[file] } }

  func lower() -> Module {
    var script: [Statement] = []
    lower(parsed.declarations, Owner(type: nil), &script)
    if !script.isEmpty { lowerScript(script) }
    var module = Module(
      file: parsed.path, language: .swift, functions: uniquelyNamed(output.functions),
      globals: output.globals.sorted { $0.symbol < $1.symbol }, records: records(),
      problems: output.problems)
    module.externals = output.externals.values.sorted { $0.symbol < $1.symbol }
    module.handlers = index.libraries.installers.handlers(installedBy: module.functions)
    return module
  }

  private struct Owner {
    var type: Int?
    /// A type with `@main`.
    var isEntry = false
  }

  private func uniquelyNamed(_ functions: [Function]) -> [Function] {
    var counts: [String: Int] = [:]
    return functions.map { function in
      let count = counts[function.symbol, default: 0] + 1
      counts[function.symbol] = count
      guard count > 1 else { return function }
      var renamed = function
      renamed.symbol += "#\(count)"
      return renamed
    }
  }

  // MARK: Declarations

  private func lower(_ declarations: [Declaration], _ owner: Owner, _ script: inout [Statement]) {
    for declaration in declarations {
      switch declaration {
      case .function(let function): lower(function, owner)
      case .variable(let variable): lower(variable, owner, &script)
      case .type(let type):
        let number = index.number(of: type, file: file, within: owner.type)
        var inner: [Statement] = []
        let isEntry = type.modifiers.attributes.contains("main")
        lower(type.members, Owner(type: number, isEntry: isEntry), &inner)
      case .conditional(let branches, _):
        for branch in branches { lower(branch, owner, &script) }
      case .statement(let statement): script.append(statement)
      case .alias, .imports, .enumCases, .other: break
      }
    }
  }

  private func context(_ type: Int?, isStatic: Bool) -> LoweringContext {
    LoweringContext(
      shared: shared, file: file, output: output, enclosing: type, isStatic: isStatic)
  }

  private func lower(_ function: FunctionDeclaration, _ owner: Owner) {
    let key = DeclarationKey(file: file, start: function.nameSpan.start)
    guard let number = index.functionNumbers[key] else { return }
    let entry = index.functions[number]
    if function.kind == .subscript {
      for accessor in function.accessors { lower(accessor, of: entry) }
      return
    }
    guard let body = function.body else { return }
    let isMember = owner.type != nil && !function.modifiers.isStatic
    var context = context(owner.type, isStatic: !isMember)
    context.isLifetime = function.kind == .initializer || function.kind == .deinitializer
    var lowering = FunctionLowering(
      context: context, symbol: entry.symbol, name: entry.displayName)
    if isMember { lowering.bindSelf() }
    for parameter in function.parameters { lowering.addParameter(parameter) }
    if let result = function.result { lowering.declareResult(result) }
    if isIsolated(function.modifiers, function.kind, owner.type) {
      lowering.isolate(function.nameSpan)
    } else if let actor = index.globallyIsolated[entry.symbol] {
      lowering.isolate(to: actor, function.nameSpan)
    }
    if isMember, body.isEmpty, function.parameters.isEmpty, !index.isExact {
      lowering.standInForLock(function.name, function.nameSpan)
    }
    lowering.finishBody(body, returnsValue: returnsValue(function))
    var result = lowering.function(
      kind: kind(of: function), name: entry.displayName, span: function.span)
    result.exportedName = exportedName(function)
    if index.isExact, owner.isEntry, function.name == "main", !isMember,
      function.parameters.isEmpty
    {
      result.exportedName = "main"
    }
    result.visibility = function.modifiers.isFilePrivate ? .file : .shared
    output.functions.append(result)
  }

  private func returnsValue(_ function: FunctionDeclaration) -> Bool {
    guard function.kind == .function, let result = function.result else { return false }
    if case .tuple(let elements) = result.kind { return !elements.isEmpty }
    if case .named(let path, _) = result.kind { return path != ["Void"] && path != ["Never"] }
    return true
  }

  private func kind(of function: FunctionDeclaration) -> Function.Kind {
    switch function.kind {
    case .function, .subscript: .ordinary
    case .initializer: .initializer
    case .deinitializer: .deinitializer
    }
  }

  private func exportedName(_ function: FunctionDeclaration) -> String? {
    function.modifiers.exportedName
      ?? (function.modifiers.isExportedByOwnName ? function.name : nil)
  }

  /// Whether the actor's lock is held.
  private func isIsolated(
    _ modifiers: Modifiers, _ kind: FunctionDeclaration.Kind, _ type: Int?
  ) -> Bool {
    guard let type, index.types[type].kind == .actor else { return false }
    switch kind {
    case .function, .subscript: return !modifiers.isNonisolated && !modifiers.isStatic
    case .initializer, .deinitializer: return false
    }
  }

  private func lower(_ accessor: Accessor, of entry: FunctionEntry) {
    let suffix: String
    switch accessor.kind {
    case .get: suffix = ".get"
    case .set: suffix = ".set"
    case .willSet, .didSet: return
    }
    guard let body = accessor.body else { return }
    let isMember = !entry.declaration.modifiers.isStatic
    var lowering = FunctionLowering(
      context: context(entry.enclosing, isStatic: !isMember), symbol: entry.symbol + suffix,
      name: entry.displayName + suffix)
    if isMember { lowering.bindSelf() }
    for parameter in entry.declaration.parameters { lowering.addParameter(parameter) }
    if let result = entry.declaration.result { lowering.declareResult(result) }
    if suffix == ".set" { lowering.bindNewValue(accessor.parameter, lowering.declaredResult) }
    if let actor = index.globallyIsolated[entry.symbol + suffix] {
      lowering.isolate(to: actor, accessor.span)
    }
    lowering.finishBody(body, returnsValue: suffix == ".get")
    var result = lowering.function(
      kind: .ordinary, name: entry.displayName + suffix, span: accessor.span)
    result.visibility = entry.declaration.modifiers.isFilePrivate ? .file : .shared
    output.functions.append(result)
  }

  private func lower(
    _ variable: VariableDeclaration, _ owner: Owner, _ script: inout [Statement]
  ) {
    for binding in variable.bindings {
      let key = DeclarationKey(file: file, start: binding.span.start)
      let symbol: String
      let type: SwiftType
      var isStatic = variable.modifiers.isStatic
      if let number = index.variableNumbers[key] {
        symbol = index.variables[number].symbol
        type = index.variables[number].type
        isStatic = index.variables[number].isStatic
        declareGlobals(binding, number, isLet: variable.isLet)
      } else if let owner = owner.type, case .bind(let name) = binding.pattern.kind {
        symbol = "\(index.types[owner].name).\(name)"
        type = index.exactType(ofField: name, of: owner)
      } else {
        continue
      }
      let stored = Stored(
        symbol: symbol, type: type, owner: owner.type, isStatic: isStatic,
        isFilePrivate: variable.modifiers.isFilePrivate,
        isNonisolated: variable.modifiers.isNonisolated)
      for accessor in binding.accessors { lower(accessor, stored) }
      let single = VariableDeclaration(
        isLet: variable.isLet, modifiers: variable.modifiers, bindings: [binding],
        span: binding.span)
      if owner.type == nil, isScript, case .concurrency = type {
        // A thread of a script starts in the order of its statements.
        script.append(Statement(.declaration(.variable(single)), binding.span))
      } else if index.isExact, isComputedGlobal(binding, type) {
        if owner.type == nil, isScript {
          script.append(Statement(.declaration(.variable(single)), binding.span))
        }
        lowerComputed(single, binding, stored)
      } else {
        lowerInitial(binding, stored)
      }
    }
  }

  /// Whether the binding is of one global whose initial value has to be computed.
  private func isComputedGlobal(
    _ binding: VariableDeclaration.Binding, _ type: SwiftType
  ) -> Bool {
    guard let initial = binding.initial, case .bind = binding.pattern.kind,
      let number = index.variableNumbers[DeclarationKey(file: file, start: binding.span.start)],
      index.variables[number].isStatic, !index.variables[number].isComputed
    else { return false }
    return index.initialValue(of: initial, type) == nil
  }

  /// The function that gives a global its initial value. Who executes the program calls it if the
  /// declarations of the fields do not say the same.
  private func lowerComputed(
    _ declaration: VariableDeclaration, _ binding: VariableDeclaration.Binding, _ stored: Stored
  ) {
    var lowering = FunctionLowering(
      context: context(stored.owner, isStatic: true), symbol: stored.symbol + ".init",
      name: stored.symbol)
    let statement = Statement(.declaration(.variable(declaration)), binding.span)
    lowering.finishBody([statement], returnsValue: false)
    output.functions.append(
      lowering.function(kind: .initializer, name: stored.symbol, span: binding.span))
  }

  private struct Stored {
    var symbol: String
    var type: SwiftType
    var owner: Int?
    var isStatic: Bool
    var isFilePrivate: Bool
    var isNonisolated: Bool
  }

  private func lower(_ accessor: Accessor, _ stored: Stored) {
    guard let body = accessor.body else { return }
    let suffix: String
    switch accessor.kind {
    case .get: suffix = ".get"
    case .set: suffix = ".set"
    case .willSet: suffix = ".willSet"
    case .didSet: suffix = ".didSet"
    }
    let isMember = !stored.isStatic && stored.owner != nil
    var context = context(stored.owner, isStatic: !isMember)
    context.observed = stored.symbol
    var lowering = FunctionLowering(
      context: context, symbol: stored.symbol + suffix, name: stored.symbol + suffix)
    if isMember { lowering.bindSelf() }
    if suffix == ".get", index.isExact { lowering.declaredResult = stored.type }
    if suffix != ".get" { lowering.bindNewValue(accessor.parameter, stored.type) }
    if isMember, !stored.isNonisolated, let owner = stored.owner,
      index.types[owner].kind == .actor
    {
      lowering.isolate(accessor.span)
    } else if let actor = index.globallyIsolated[stored.symbol + suffix] {
      lowering.isolate(to: actor, accessor.span)
    }
    lowering.finishBody(body, returnsValue: suffix == ".get")
    var result = lowering.function(
      kind: .ordinary, name: stored.symbol + suffix, span: accessor.span)
    result.visibility = stored.isFilePrivate ? .file : .shared
    output.functions.append(result)
  }

  /// What the initial value of a variable does, if it does anything: it runs once, before others can
  /// see the variable.
  private func lowerInitial(_ binding: VariableDeclaration.Binding, _ stored: Stored) {
    guard let initial = binding.initial, !isConstant(initial) else { return }
    var lowering = FunctionLowering(
      context: context(stored.owner, isStatic: true), symbol: stored.symbol + ".init",
      name: stored.symbol)
    lowering.finishBody([Statement(.expression(initial), initial.span)], returnsValue: false)
    let function = lowering.function(kind: .initializer, name: stored.symbol, span: binding.span)
    let matters = function.blocks.contains { block in
      block.events.contains { event in
        switch event.kind {
        case .allocate, .write, .assign: false
        default: true
        }
      }
    }
    if matters { output.functions.append(function) }
  }

  private func isConstant(_ value: Expression) -> Bool {
    switch value.kind {
    case .integer, .boolean, .null, .otherLiteral, .name, .implicitMember, .member, .keyPath: true
    case .string(let parts), .array(let parts): parts.allSatisfy(isConstant)
    case .call(_, let arguments): arguments.allSatisfy { isConstant($0.value) }
    case .binary(_, let left, let right): isConstant(left) && isConstant(right)
    case .prefix(_, let inner), .cast(let inner, _, _): isConstant(inner)
    default: false
    }
  }

  // MARK: Globals and records

  private func declareGlobals(
    _ binding: VariableDeclaration.Binding, _ number: Int, isLet: Bool
  ) {
    let entry = index.variables[number]
    guard entry.isStatic, !entry.isComputed else { return }
    for name in DeclarationIndex.names(in: binding.pattern) {
      let symbol = entry.symbol.hasSuffix(name) ? entry.symbol : name
      var global = Global(
        symbol: symbol, name: name,
        type: binding.type.map { spelling($0, file: entry.file) } ?? typeName(entry.type))
      global.initialValue = binding.initial.flatMap { index.initialValue(of: $0, entry.type) }
      if binding.initial == nil, let type = global.type, type.hasSuffix("?") || type.hasSuffix("!")
      {
        global.initialValue = 0
      }
      // A lock nobody holds, a queue nothing is on.
      if index.isExact, global.initialValue == nil, entry.type.startsEmpty {
        global.initialValue = 0
      }
      if index.isExact, global.initialValue == nil, case .record(let type) = entry.type {
        global.isComputed = binding.initial.map { !startsAsDeclared($0, type) } ?? false
      }
      global.isObject = index.isExact && entry.isUniqueObject
      global.valueLayout = index.layoutOfVariable(entry.type)
      global.isConstant = isLet && !entry.type.isObjectInPlace && !entry.isUniqueObject
      output.declare(global)
    }
  }

  /// Whether the expression is an instance of the type with nothing given.
  private func startsAsDeclared(_ initial: Expression, _ type: Int) -> Bool {
    guard case .call(let callee, let arguments) = initial.kind, arguments.isEmpty else {
      return false
    }
    switch callee.kind {
    case .name(let name, _): return name == DeclarationIndex.bare(index.types[type].path)
    case .implicitMember(let name): return name == "init"
    default: return false
    }
  }

  private func records() -> [Record] {
    index.typesOfFile[file].compactMap { number in
      let type = index.types[number]
      guard type.kind != .extension, !type.fields.isEmpty else {
        return nil
      }
      return Record(
        name: type.name, fields: type.fields.map { recordField($0, of: number) },
        isReference: type.kind == .class || type.kind == .actor || type.kind == .protocol,
        range: parsed.text.range(type.span.start, type.span.end, file: parsed.path))
    }
  }

  private func recordField(_ field: FieldEntry, of type: Int) -> Record.Field {
    var isAtomic = false
    if case .atomic(let storage, _) = field.type { isAtomic = !storage.isPointer }
    let layout = index.isExact ? index.layout(of: field.type) : nil
    var record = Record.Field(
      name: field.name,
      type: elements(of: field.type) ?? field.node.map { spelling($0, of: field, in: type) }
        ?? typeName(field.type),
      isAtomic: isAtomic,
      initialValue: field.initial.flatMap { index.initialValue(of: $0, field.type) })
    record.layout = layout
    switch field.type {
    case .scalar, .pointer, .boolean, .atomic, .tuple, .record, .optional, .lock(.guarding),
      .function:
      record.isComputed = index.isExact && field.initial != nil && record.initialValue == nil
    case .unknown, .foreign, .lock, .metatype, .ordering, .array, .concurrency: break
    }
    return record
  }

  /// The type of a collection of a type of the run, by the name its record has.
  private func elements(of type: SwiftType) -> String? {
    guard case .array(.record(let number)) = type else { return nil }
    return "[\(index.types[number].name)]"
  }

  /// The spelling, or that of what a generic parameter stands for.
  private func spelling(_ node: TypeNode, of field: FieldEntry, in type: Int) -> String {
    let written = spelling(node, file: field.file)
    let name = written.hasSuffix("?") ? String(written.dropLast()) : written
    guard let argument = index.generic(name, type), argument != .unknown,
      let bound = boundName(field.type)
    else { return written }
    return written.hasSuffix("?") ? bound + "?" : bound
  }

  private func boundName(_ type: SwiftType) -> String? {
    if case .scalar = type { return "Int" }
    return typeName(type)
  }

  private func spelling(_ node: TypeNode, file: Int) -> String {
    let bytes = index.files[file].text.bytes
    let end = min(node.span.end, bytes.count)
    return String(decoding: bytes[min(node.span.start, end)..<end], as: UTF8.self)
  }

  private func typeName(_ type: SwiftType) -> String? {
    switch type {
    case .record(let number): index.types[number].name
    case .foreign(let name): name
    case .atomic: "Atomic"
    case .boolean: "Bool"
    case .lock(.guarding) where index.isExact: "Mutex"
    case .concurrency(.queue): "DispatchQueue"
    case .unknown, .scalar, .pointer, .lock, .function, .tuple, .metatype, .optional, .ordering,
      .array,
      .concurrency:
      nil
    }
  }

  // MARK: Scripts

  /// Whether the file has statements at its top level.
  private var isScript: Bool {
    parsed.declarations.contains { if case .statement = $0 { true } else { false } }
  }

  private func lowerScript(_ statements: [Statement]) {
    guard let first = statements.first, let last = statements.last else { return }
    let symbol = parsed.stem == "main" ? "main" : "main@\(parsed.stem)"
    var lowering = FunctionLowering(
      context: context(nil, isStatic: true), symbol: symbol, name: "main")
    lowering.finishBody(statements, returnsValue: false)
    var function = lowering.function(
      kind: .ordinary, name: "main", span: Span(start: first.span.start, end: last.span.end))
    function.visibility = .shared
    let isEmpty = function.blocks.allSatisfy { block in
      block.events.allSatisfy { if case .opaque = $0.kind { true } else { false } }
    }
    if !isEmpty { output.functions.append(function) }
  }
}

extension FunctionLowering {
  /// Where code is executed, what is returned has the type that is written.
  fileprivate mutating func declareResult(_ type: TypeNode) {
    if index.isExact { declaredResult = resolve(type) }
  }

  mutating func bindSelf() {
    guard let type = context.enclosing else { return }
    parameters.append(Parameter(name: "self", type: index.types[type].name))
    bind("self", .value(Typed(.parameter(0), index.types[type].extended ?? .record(type))))
  }

  mutating func bindNewValue(_ name: String?, _ type: SwiftType) {
    parameters.append(Parameter(name: name ?? "newValue"))
    let value = Typed(.parameter(parameters.count - 1), type)
    bind(name ?? "newValue", .value(value))
    bind("oldValue", .value(value))
  }

  /// Isolated members of an actor run one at a time.
  mutating func isolate(_ span: Span) {
    guard let type = context.enclosing, let receiver = selfValue else { return }
    hold(.field(of: receiver, record: index.types[type].name, name: "<actor>"), span)
  }

  /// So does all that is isolated to a global actor.
  mutating func isolate(to globalActor: String, _ span: Span) {
    hold(.global(globalActor), span)
  }

  /// A lock whose functions do nothing stands for one that other platforms have.
  fileprivate mutating func standInForLock(_ name: String, _ span: Span) {
    switch name {
    case "lock": emit(.lock(at: .parameter(0), isTry: false), span)
    case "unlock": emit(.unlock(at: .parameter(0)), span)
    default: break
    }
  }

  /// Takes an actor's lock until the function ends.
  mutating func hold(_ lock: Operand, _ span: Span) {
    emit(.lock(at: lock, isTry: false), span)
    heldActor = lock
    scopes[0].cleanups.append(.unlock(lock, span))
  }
}
