import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  mutating func call(_ node: Int) -> Operand {
    let children = tree[node].children
    guard let first = children.first else { return .unknown("call") }
    let arguments = Array(children.dropFirst())
    guard let declaration = callee(first) else { return indirectCall(first, arguments, node) }
    let name = declaration.name
    if name.hasPrefix("__"), let builtin = CAtomics.builtin(name) {
      return atomicCall(NamedBuiltin(name: name, builtin: builtin), arguments, node)
    }
    if let result = vocabularyCall(declaration, arguments, node) { return result }
    let function = context.function(declaration)
    if !function.isDefinedHere {
      if let result = exactCall(name, arguments, node) { return result }
      if let library = CAtomics.library[name] { return libraryCall(library, arguments, node) }
      if name.hasPrefix("__builtin_"), let value = tree[node].cursor.constant {
        return .integer(value)
      }
    }
    let values = arguments.map { value($0) }
    let symbol =
      function.isDefinedHere ? function.symbol : systemCall(name, arguments) ?? function.symbol
    if !function.isDefinedHere { context.noteExternal(declaration, symbol: symbol) }
    let event = emit(.call(.direct(symbol), arguments: values), at: node)
    if function.isNoReturn { builder.terminate(.unreachable) }
    return .result(event)
  }

  /// The system call that `syscall(SYS_name, …)` makes, by its name.
  private func systemCall(_ name: String, _ arguments: [Int]) -> String? {
    guard name == "syscall", let number = arguments.first else { return nil }
    let place = Place(expansion: tree[number].cursor.start)
    guard let file = place.file else { return nil }
    let text = context.word(in: file, at: place.offset)
    for prefix in ["SYS_", "__NR_"] where text.hasPrefix(prefix) {
      return String(text.dropFirst(prefix.count))
    }
    return nil
  }

  /// The function an expression names directly.
  func callee(_ node: Int) -> CXCursor? {
    var inner = tree.strippingParentheses(node)
    while tree[inner].kind == CXCursor_UnaryOperator, let child = tree.child(0, of: inner) {
      let operation = tree[inner].cursor.unaryOperator
      guard operation == CXUnaryOperator_AddrOf || operation == CXUnaryOperator_Deref else {
        return nil
      }
      inner = tree.strippingParentheses(child)
    }
    guard tree[inner].kind == CXCursor_DeclRefExpr else { return nil }
    let declaration = tree[inner].cursor.referenced
    return declaration.kind == CXCursor_FunctionDecl ? declaration : nil
  }

  /// The library function a call node calls, unless the repository defines it.
  func libraryCall(_ node: Int) -> CAtomics.Library? {
    guard let first = tree[node].children.first, let declaration = callee(first),
      let library = CAtomics.library[declaration.name],
      !context.function(declaration).isDefinedHere
    else { return nil }
    return library
  }

  mutating func indirectCall(
    _ callee: Int, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let inner = tree.strippingParentheses(callee)
    let target: Operand
    if tree[inner].kind == CXCursor_UnaryOperator, tree[inner].cursor.type.isFunction,
      tree[inner].cursor.unaryOperator == CXUnaryOperator_Deref,
      let child = tree.child(0, of: inner)
    {
      target = value(child)
    } else {
      target = value(callee)
    }
    let values = arguments.map { value($0) }
    return .result(emit(.call(.indirect(target), arguments: values), at: node))
  }

  // MARK: Library functions

  mutating func libraryCall(
    _ library: CAtomics.Library, _ arguments: [Int], _ node: Int
  ) -> Operand {
    switch library {
    case .spawn(let handle, let entry, let argument):
      return spawn(arguments, (handle, entry, argument), node)
    case .copy, .fill: return memoryCall(library, arguments, node)
    case .lock, .tryLock, .unlock, .wait, .join, .allocate, .free, .firstArgument, .nothing,
      .fence:
      break
    }
    let values = arguments.map { value($0) }
    let first = values.first ?? .unknown("missing argument")
    switch library {
    case .lock: emit(.lock(at: first, isTry: false), at: node)
    case .tryLock: return .not(.exchanged(emit(.lock(at: first, isTry: true), at: node)))
    case .unlock: emit(.unlock(at: first), at: node)
    case .wait: wait(values, node)
    case .join: emit(.join(first), at: node)
    case .allocate: return .result(emit(.allocate, at: node))
    case .free: emit(.free(first), at: node)
    case .firstArgument: return first
    case .fence(let order, let scope): emit(.fence(Ordering(.known(order)), scope), at: node)
    case .nothing, .spawn, .copy, .fill: break
    }
    return .integer(0)
  }

  private mutating func wait(_ values: [Operand], _ node: Int) {
    guard values.count > 1 else { return opaque("wait", at: node) }
    emit(.unlock(at: values[1]), at: node)
    emit(.lock(at: values[1], isTry: false), at: node)
  }

  private mutating func spawn(
    _ arguments: [Int], _ positions: (handle: Int, entry: Int, argument: Int), _ node: Int
  ) -> Operand {
    guard arguments.count > positions.argument else { return unknown("spawn", arguments) }
    let handle = spawnHandle(arguments[positions.handle])
    let entry = value(arguments[positions.entry])
    let argument = value(arguments[positions.argument])
    let event = emit(.spawn(entry: entry, arguments: [argument]), at: node)
    if let handle { write(.result(event), to: handle, at: node) }
    // A failure to start a thread is not followed.
    return .integer(0)
  }

  private mutating func spawnHandle(_ node: Int) -> Target? {
    let inner = tree.strippingCasts(node)
    if tree[inner].kind == CXCursor_UnaryOperator,
      tree[inner].cursor.unaryOperator == CXUnaryOperator_AddrOf,
      let child = tree.child(0, of: inner)
    {
      return target(child)
    }
    let pointer = value(node)
    return pointer == .null ? nil : .memory(pointer, .plain)
  }

  /// A block of memory is one access at its address.
  private mutating func memoryCall(
    _ library: CAtomics.Library, _ arguments: [Int], _ node: Int
  ) -> Operand {
    let values = arguments.map { value($0) }
    guard values.count >= 2 else { return .unknown("missing argument") }
    var stored = values[1]
    if library == .copy {
      if case .unknown = values[1] {
      } else {
        stored = .result(emit(.read(at: values[1], .plain), at: node))
      }
    }
    emit(.write(at: values[0], value: stored, .plain), at: node)
    return values[0]
  }
}
