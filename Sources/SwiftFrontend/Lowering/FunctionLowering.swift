import OrderLint

/// What the functions of one file add to its module.
final class ModuleOutput {
  var functions: [Function] = []
  var globals: [Global] = []
  /// Functions that are called without being in view, by their names.
  var externals: [String: ExternalFunction] = [:]
  /// Of functions that the file calls, by number: the types of parameters and results.
  var parameterTypes: [Int: [SwiftType]] = [:]
  var resultTypes: [Int: SwiftType] = [:]
  private var globalSymbols: Set<String> = []
  private(set) var problems: [FrontendProblem] = []

  func declare(_ global: Global) {
    if globalSymbols.insert(global.symbol).inserted { globals.append(global) }
  }

  /// Says once for each place that what stands there is not analysed.
  func loses(_ what: String, at range: SourceRange) {
    let problem = FrontendProblem(
      severity: .warning, message: "\(what); this part is not analysed", file: range.file,
      position: range.start)
    if !problems.contains(problem) { problems.append(problem) }
  }
}

/// The index of a run, shared by all that lower its files.
final class SharedIndex: Sendable {
  let index: DeclarationIndex
  init(_ index: DeclarationIndex) { self.index = index }
}

/// What a function body needs to know about where it stands.
struct LoweringContext {
  let shared: SharedIndex
  let file: Int
  let output: ModuleOutput
  /// The type whose member the function is.
  var enclosing: Int?
  var isStatic = true
  /// Writes to what `self` has are not observed: the function begins or ends it.
  var isLifetime = false
  /// The variable whose observer the function is.
  var observed: String?

  var index: DeclarationIndex { _read { yield shared.index } }
  var text: SourceText { _read { yield shared.index.files[file].text } }
  var path: String { index.files[file].path }
}

/// Lowers one body to blocks.
struct FunctionLowering {
  var context: LoweringContext
  let symbol: String
  /// Prefix of the globals that stand for captured variables.
  let name: String
  /// How many objects are being made, each for a field of the one before.
  var fieldDepth = 0
  var builder = BlockBuilder()
  var parameters: [Parameter] = []
  var locals: [Local] = []
  var scopes: [Scope] = [Scope()]
  var loops: [Loop] = []
  var returns: [ReturnTarget] = []
  /// Blocks that handle a thrown error, and how many cleanups are theirs.
  var catchers: [(block: Int, depth: Int)] = []
  var capturedNames: Set<String> = []
  /// Variables that this body or one around it declares, whether they are in scope or not.
  var declaredNames: Set<String> = []
  /// Variables whose address is taken.
  var addressedNames: Set<String> = []
  /// Where nil leads in the optional chains around.
  var chainExits: [Int] = []
  /// The lock of the actor that the function is isolated to.
  var heldActor: Operand?
  var closureCount = 0
  var temporaryCount = 0
  var depth = 0
  /// Where closures come from that functions run which are lowered in place.
  var homes: [ObjectIdentifier: Home] = [:]
  var inlineDepth = 0
  /// How often `defer` blocks were lowered.
  private var deferredCount = 0
  /// `$0` and the like of the closures around that run in place.
  var shorthand: [[Typed]] = []
  /// The property that the place lowered last is a part of.
  var writeBack: WriteBack?
  /// The place that is being lowered will be changed.
  var isChanging = false
  /// The type that the function is declared to return.
  var declaredResult: SwiftType = .unknown
  /// The types of `if` and `switch` expressions around, by the locals that take their values.
  var branchTypes: [LocalID: SwiftType] = [:]
  /// Properties given with `&` to the call that is being lowered: where their values are meanwhile.
  var changedProperties: [WriteBack] = []
  /// Task groups whose children are joined at the end of their scope.
  var groupMarks: [Int] = []

  /// Nesting beyond this is not lowered, so that hostile input cannot exhaust the stack.
  static let depthLimit = 260

  struct Scope {
    var bindings: [String: Binding] = [:]
    var cleanups: [Cleanup] = []
    /// Functions that the block declares.
    var functions: [InnerFunction] = []
    /// How many of the scopes below are visible, if not all of them are.
    var visible: Int?
  }

  enum Cleanup {
    case statements([Statement])
    case unlock(Operand, Span)
    case join(Operand, Span)
  }

  struct Loop {
    var label: String?
    var continueBlock: Int?
    var breakBlock: Int
    var depth: Int
  }

  /// Where `return` goes inside a closure that runs in place.
  struct ReturnTarget {
    var block: Int
    /// Made when a `return` has a value.
    var result: LocalID?
    var type: SwiftType
    var depth: Int
    /// The type that is written.
    var declared: SwiftType = .unknown
  }

  init(context: LoweringContext, symbol: String, name: String) {
    self.context = context
    self.symbol = symbol
    self.name = name
  }

  var index: DeclarationIndex { _read { yield context.shared.index } }

  // MARK: Events

  func range(_ span: Span) -> SourceRange {
    context.text.range(span.start, span.end, file: context.path)
  }

  @discardableResult
  mutating func emit(_ kind: Event.Kind, _ span: Span) -> EventID {
    builder.emit(kind, range: range(span))
  }

  /// A call of a function of the run. A member of the actor whose lock is held takes that lock
  /// itself, so it is given up for the call.
  mutating func emitCall(_ symbol: String, _ arguments: [Operand], _ span: Span) -> EventID {
    let lock = takesHeldActor(symbol, arguments) ? heldActor : nil
    if let lock { emit(.unlock(at: lock), span) }
    let event = emit(.call(.direct(symbol), arguments: arguments), span)
    if let lock { emit(.lock(at: lock, isTry: false), span) }
    return event
  }

  private func takesHeldActor(_ symbol: String, _ arguments: [Operand]) -> Bool {
    if case .global(let actor)? = heldActor { return index.globallyIsolated[symbol] == actor }
    return arguments.first == selfValue && index.isolatedSymbols.contains(symbol)
  }

  mutating func opaque(_ reason: String, _ span: Span) {
    emit(.opaque(reason), span)
  }

  /// Leaves out what is beyond a limit.
  mutating func giveUp(_ reason: String, _ span: Span) {
    opaque(reason, span)
    context.output.loses(reason, at: range(span))
  }

  mutating func makeLocal(_ name: String) -> LocalID {
    locals.append(Local(name: name))
    return LocalID(locals.count - 1)
  }

  mutating func makeTemporary() -> LocalID {
    temporaryCount += 1
    return makeLocal("_\(temporaryCount)")
  }

  // MARK: Scopes

  mutating func bind(_ name: String, _ binding: Binding) {
    guard name != "_" else { return }
    scopes[scopes.count - 1].bindings[name] = binding
  }

  func lookUp(_ name: String) -> Binding? {
    var number = scopes.count
    while number > 0 {
      number -= 1
      if let found = scopes[number].bindings[name] { return found }
      number = scopes[number].visible ?? number
    }
    return nil
  }

  mutating func inScope(_ body: (inout Self) -> Void) {
    scopes.append(Scope())
    body(&self)
    runCleanups(downTo: scopes.count - 1)
    scopes.removeLast()
  }

  /// Emits the cleanups of the scopes above a depth, the innermost first, without leaving them.
  mutating func runCleanups(downTo depth: Int) {
    guard scopes.dropFirst(depth).contains(where: { !$0.cleanups.isEmpty }) else { return }
    let saved = scopes
    while scopes.count > depth {
      while let cleanup = scopes[scopes.count - 1].cleanups.popLast() {
        switch cleanup {
        case .statements(let body): runDeferred(body)
        case .unlock(let address, let span): emit(.unlock(at: address), span)
        case .join(let thread, let span): emit(.join(thread), span)
        }
      }
      scopes.removeLast()
    }
    scopes = saved
  }

  /// Each way out of a scope runs what is deferred there: where there are very many of both, only
  /// the first are followed.
  private mutating func runDeferred(_ body: [Statement]) {
    guard let span = body.first?.span else { return }
    deferredCount += 1
    if deferredCount == Self.deferredLimit { context.output.loses(Self.manyWays, at: range(span)) }
    if deferredCount < Self.deferredLimit {
      inScope { $0.lower(body) }
    } else {
      opaque(Self.manyWays, span)
    }
  }

  private static let deferredLimit = 1000
  private static let manyWays = "too many ways out of scopes with 'defer'"

  // MARK: Variables

  /// Declares a variable and gives it its first value.
  mutating func declare(
    _ name: String, _ value: Typed?, type: SwiftType, isLet: Bool, _ span: Span
  ) {
    guard name != "_" else { return }
    let isCaptured = capturedNames.contains(name)
    if isLet, let value, bindConstant(name, value, type: type, isCaptured: isCaptured, span) {
      return
    }
    // An object that is an element is named by where it is now.
    if isLet, !isCaptured, type.isObjectInPlace, case .operand(let address)? = value?.value,
      address.isPart
    {
      let local = makeLocal(name)
      emit(.assign(local, address), span)
      bind(name, .value(Typed(.local(local), type)))
      return
    }
    // What never changes is captured by value; another round of a loop has another.
    let isValue = isLet && value?.value.isOperand == true && !needsMemory(type, value)
    if isCaptured, !isValue {
      let global = "\(self.name).\(name)"
      var variable = Global(symbol: global, name: name, isConstant: isLet)
      variable.declaration = range(span)
      variable.valueLayout = index.layoutOfVariable(type)
      context.output.declare(variable)
      bind(name, .memory(.global(global), type))
      if let value { store(value, at: .global(global), type, span) }
      return
    }
    if needsMemory(type, value) || addressedNames.contains(name) {
      let local = makeLocal(name)
      locals[local.index].layout = index.layoutOfVariable(type)
      bind(name, .memory(.slot(local), type))
      if let value { store(value, at: .slot(local), type, span) }
      return
    }
    let local = makeLocal(name)
    bind(name, .local(local, type))
    if let value { emit(.assign(local, operand(value, as: type, span)), span) }
  }

  /// A `let` needs no variable if its value cannot change.
  private mutating func bindConstant(
    _ name: String, _ value: Typed, type: SwiftType, isCaptured: Bool, _ span: Span
  ) -> Bool {
    switch value.value {
    case .operand(let operand):
      if operand.dependsOnLocal { return false }
      // What is not known is the same wherever the name stands.
      if case .unknown = operand, !index.isExact, !isCaptured { return false }
      bind(name, .value(Typed(operand, type)))
      return true
    case .aggregate(let parts):
      if parts.contains(where: { dependsOnLocal($0.value) }) || isCaptured { return false }
      bind(name, .value(Typed(value.value, type)))
      return true
    case .closure:
      bind(name, .value(Typed(operand(value, span), type)))
      return true
    }
  }

  private func dependsOnLocal(_ value: Typed) -> Bool {
    switch value.value {
    case .operand(let operand): operand.dependsOnLocal
    case .aggregate(let parts): parts.contains { dependsOnLocal($0.value) }
    case .closure: false
    }
  }

  /// Whether a variable of the type has parts with addresses.
  func needsMemory(_ type: SwiftType, _ value: Typed?) -> Bool {
    if case .aggregate = value?.value { return true }
    return isStruct(type) || type.isObjectInPlace || isComposite(type)
  }

  /// Whether values of the type are copied member by member.
  func isStruct(_ type: SwiftType) -> Bool {
    guard case .record(let number) = type else { return false }
    return index.types[number].kind == .struct && !index.types[number].fields.isEmpty
  }

  // MARK: Values

  /// The operand for a value; an aggregate that must be one operand is put into memory.
  mutating func operand(_ value: Typed, _ span: Span) -> Operand {
    switch value.value {
    case .operand(let operand): return operand
    case .closure(let closure): return closureValue(closure, span)
    case .aggregate where isComposite(value.type): return memory(of: value, span)
    case .aggregate(let parts):
      guard isStruct(value.type) else {
        // The first part that names an event keeps the flow of data visible.
        return parts.isEmpty ? .unknown("()") : .unknown("tuple")
      }
      let local = makeTemporary()
      store(value, at: .slot(local), value.type, span)
      return .slot(local)
    }
  }

  /// Writes a value to memory, member by member if it has members.
  mutating func store(_ value: Typed, at address: Operand, _ type: SwiftType, _ span: Span) {
    if index.isExact {
      if storeComposite(value, at: address, type, span) { return }
      refuseSharing(value, at: address, span)
    }
    if case .aggregate(let parts) = value.value {
      for part in parts {
        if index.isExact, case .lock(.guarding(let guarded)) = type {
          store(part.value, at: guardedValue(of: address), guarded, span)
          continue
        }
        store(
          part.value, at: member(part.name, of: address, type), part.value.type, span)
      }
      return
    }
    let written = operand(value, span)
    if isStruct(type), isStruct(value.type), isAddress(written) {
      guard written != address else { return }
      let copy = copied(Typed(written, value.type), span)
      if case .aggregate = copy.value {
        store(copy, at: address, type, span)
        return
      }
    }
    if case .atomic = type, written == address { return }
    emitIsolated(.write(at: address, value: written, .plain), at: address, span)
  }

  /// An access to a stored property. The compiler lets nobody reach one that a global actor isolates but
  /// from that actor.
  @discardableResult
  private mutating func emitIsolated(
    _ access: Event.Kind, at address: Operand, _ span: Span
  ) -> EventID {
    guard !index.isExact, heldActor == nil, !context.isLifetime,
      case .field(_, let record, let name) = address,
      let actor = index.isolatedFields["\(record).\(name)"]
    else { return emit(access, span) }
    emit(.lock(at: .global(actor), isTry: false), span)
    let event = emit(access, span)
    emit(.unlock(at: .global(actor)), span)
    return event
  }

  private func isAddress(_ operand: Operand) -> Bool {
    switch operand {
    case .slot, .global, .field, .element, .parameter, .result: true
    case .integer, .null, .local, .exchanged, .function, .not, .binary, .unknown: false
    }
  }

  private func member(_ name: String, of address: Operand, _ type: SwiftType) -> Operand {
    // The value of an atomic is at the address of the atomic.
    if name.isEmpty { return address }
    guard case .record(let number) = type else {
      return address.tuplePart(name)
    }
    return .field(of: address, record: index.types[number].name, name: name)
  }

  /// The value of a struct in memory now: its members are read.
  mutating func copied(_ value: Typed, _ span: Span) -> Typed {
    guard case .operand(let address) = value.value, case .record(let number) = value.type,
      isStruct(value.type), index.types[number].size <= 24
    else { return value }
    let fields = index.types[number].fields
    if fields.contains(where: { $0.type.isObjectInPlace }) { return value }
    let record = index.types[number].name
    var parts: [Value.Part] = []
    for field in fields {
      let place = Operand.field(of: address, record: record, name: field.name)
      let loaded = load(.memory(place), field.type, span)
      parts.append(Value.Part(name: field.name, value: copied(loaded, span)))
    }
    return Typed(.aggregate(parts), value.type)
  }

  /// The value at a place. An object that is its own variable is named, not read.
  mutating func load(_ place: Place, _ type: SwiftType, _ span: Span) -> Typed {
    switch place {
    case .local(let local): return Typed(.local(local), type)
    case .memory(let address):
      if type.isObjectInPlace || isStruct(type) || isComposite(type) {
        return Typed(address, type)
      }
      let read = emitIsolated(.read(at: address, .plain), at: address, span)
      noteNumber(type)
      return Typed(.result(read), type)
    case .value(let value): return value
    case .property(let getter, _, let arguments):
      return Typed(.result(emitCall(getter, arguments, span)), type)
    case .nowhere: return .void
    }
  }

  /// Says of the event that was emitted last that it gives a number, if its type says so. Whether that
  /// is an optional one is left to the declaration of what is read.
  mutating func noteNumber(_ type: SwiftType) {
    guard index.isExact, type.isNumber else { return }
    let integer = type.integer ?? .int64
    builder.setNumber(bits: integer.bits, isSigned: integer.isSigned)
  }

  mutating func assign(_ value: Typed, to place: Place, _ type: SwiftType, _ span: Span) {
    switch place {
    case .local(let local):
      let known = typeOfBranch(local, value) ?? type
      emit(.assign(local, operand(value, as: known, span)), span)
    case .memory(let address): storeObserved(value, at: address, type, span)
    case .value(let old):
      if index.isExact, isComposite(type), case .operand(let address) = old.value,
        address == selfValue
      {
        // `self = …`
        return store(value, at: address, type, span)
      }
      if index.isExact { opaque("an assignment to what is no variable here", span) }
      _ = operand(value, span)
    case .property(_, let setter, let arguments):
      let given = operand(value, as: type, span)
      _ = emitCall(setter, arguments + [given], span)
    case .nowhere: _ = value
    }
  }
}
