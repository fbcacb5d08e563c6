import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  mutating func statement(_ node: Int) {
    guard enter() else { return opaque("deeply nested code", at: node) }
    dispatch(node)
    leave()
  }

  private mutating func dispatch(_ node: Int) {
    let children = tree[node].children
    switch tree[node].kind {
    case CXCursor_CompoundStmt: compound(node)
    case CXCursor_DeclStmt:
      for child in children where tree[child].kind == CXCursor_VarDecl { declare(child) }
    case CXCursor_IfStmt: context.isCXX ? cxxIf(children) : ifStatement(children)
    case CXCursor_WhileStmt: context.isCXX ? cxxWhile(children) : whileStatement(children)
    case CXCursor_DoStmt: doStatement(children)
    case CXCursor_ForStmt: forStatement(node)
    case CXCursor_SwitchStmt: switchStatement(children)
    case CXCursor_CaseStmt: caseStatement(children)
    case CXCursor_DefaultStmt: defaultStatement(children)
    case CXCursor_LabelStmt:
      builder.begin(label(tree[node].cursor.name))
      if let last = children.last { statement(last) }
    case CXCursor_GotoStmt: gotoStatement(node)
    case CXCursor_IndirectGotoStmt:
      discard(children.first)
      opaque("computed goto", at: node)
      builder.terminate(.unreachable)
    case CXCursor_BreakStmt:
      if let exit = exits.last { leaveScopes(downTo: exit.depth) }
      builder.terminate(exits.last.map { .jump($0.onBreak) } ?? .unreachable)
    case CXCursor_ContinueStmt:
      let exit = exits.last { $0.onContinue != nil }
      if let exit { leaveScopes(downTo: exit.depth) }
      let target = exit?.onContinue
      builder.terminate(target.map { .jump($0) } ?? .unreachable)
    case CXCursor_ReturnStmt:
      context.isCXX
        ? cxxReturn(children) : builder.terminate(.return(children.first.map { value($0) }))
    case CXCursor_NullStmt: break
    case CXCursor_GCCAsmStmt, CXCursor_MSAsmStmt: assembly(node)
    case CXCursor_UnexposedStmt:
      for child in children { isStatement(child) ? statement(child) : discard(child) }
    default:
      if !(context.isCXX && cxxStatement(node)) { discard(node) }
    }
  }

  mutating func discardAll(_ nodes: [Int]) {
    for node in nodes { discard(node) }
  }

  private func isStatement(_ node: Int) -> Bool {
    let kind = tree[node].kind
    return clang_isStatement(kind) != 0
  }

  private mutating func compound(_ node: Int) {
    openScope()
    defer { closeScope() }
    for child in tree[node].children {
      if !errors.isEmpty { reportErrors(before: tree.start(of: child)) }
      statement(child)
    }
    if !errors.isEmpty { reportErrors(before: tree.end(of: node)) }
  }

  /// Statements with errors are missing from the tree; each leaves a mark where it stood.
  private mutating func reportErrors(before location: CXSourceLocation) {
    // C++ keeps what it did not understand in the tree.
    guard !context.isCXX else { return }
    let limit = expansion(of: location).offset
    var last: Place?
    while let error = errors.last, error.place.offset < limit {
      errors.removeLast()
      // A macro may have several errors.
      guard error.place != last else { continue }
      last = error.place
      let range = range(from: error.place, to: error.place)
      let kind = lockMacro(at: error.place) ?? .opaque("not understood: \(error.message)")
      _ = builder.emit(kind, range: range, via: [])
    }
  }

  /// What a macro for a lock does that was not understood because its header is missing, by its name:
  /// `LOCK(&cache->lock)`. The lock is whatever the argument calls it.
  private func lockMacro(at place: Place) -> Event.Kind? {
    guard let file = place.file else { return nil }
    let macro = context.word(in: file, at: place.offset)
    guard macro == macro.uppercased(), let name = LockName.Macro(macro) else { return nil }
    let text = context.source(of: file).dropFirst(place.offset + macro.utf8.count).prefix(120)
    guard text.first == UInt8(ascii: "("), let end = text.firstIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let argument = String(
      decoding: text[text.startIndex...end].filter { !Characters.isSpace($0) }, as: UTF8.self)
    let lock = Operand.global("lock \(argument)")
    return name.gives ? .unlock(at: lock) : .lock(at: lock, isTry: name.isTry)
  }

  mutating func declare(_ variable: Int) {
    let cursor = tree[variable].cursor
    guard cursor.storageClass != CX_SC_Static, cursor.storageClass != CX_SC_Extern else { return }
    if context.isCXX { return cxxDeclare(variable) }
    if let local = cursor.identity.flatMap({ variableArrays[$0] }) {
      return makeArray(local, variable)
    }
    let initializer = clang_Cursor_getVarDeclInitializer(cursor)
    guard !initializer.isNull,
      let node = tree[variable].children.last(where: {
        clang_equalCursors(tree[$0].cursor, initializer) != 0
      }), let key = cursor.identity, let binding = bindings[key]
    else { return }
    switch binding {
    case .local(let local): emit(.assign(local, scalarInitializer(node)), at: variable)
    case .slot(let slot): initialize(.slot(slot), type: cursor.type, with: node)
    case .parameter, .global: discard(node)
    }
  }

  mutating func ifStatement(_ children: [Int]) {
    guard children.count >= 2 else { return discardAll(children) }
    let then = builder.makeBlock()
    let end = builder.makeBlock()
    let otherwise = children.count > 2 ? builder.makeBlock() : end
    condition(children[0], then: then, else: otherwise)
    builder.begin(then)
    statement(children[1])
    if children.count > 2 {
      builder.terminate(.jump(end))
      builder.begin(otherwise)
      statement(children[2])
    }
    builder.begin(end)
  }

  mutating func whileStatement(_ children: [Int]) {
    guard children.count >= 2 else { return discardAll(children) }
    let head = builder.makeBlock()
    let body = builder.makeBlock()
    let end = builder.makeBlock()
    builder.begin(head)
    condition(children[0], then: body, else: end)
    builder.begin(body)
    loopBody(children[1], Exit(onBreak: end, onContinue: head, depth: scopes.count))
    builder.terminate(.jump(head))
    builder.begin(end)
  }

  private mutating func doStatement(_ children: [Int]) {
    guard children.count >= 2 else { return discardAll(children) }
    let body = builder.makeBlock()
    let test = builder.makeBlock()
    let end = builder.makeBlock()
    builder.begin(body)
    loopBody(children[0], Exit(onBreak: end, onContinue: test, depth: scopes.count))
    builder.begin(test)
    condition(children[1], then: body, else: end)
    builder.begin(end)
  }

  private mutating func forStatement(_ node: Int) {
    let parts = forParts(node)
    let head = builder.makeBlock()
    let body = builder.makeBlock()
    let step = builder.makeBlock()
    let end = builder.makeBlock()
    openScope()
    if let start = parts.start { statement(start) }
    builder.begin(head)
    if let test = parts.test { condition(test, then: body, else: end) }
    builder.begin(body)
    if let inner = parts.body {
      loopBody(inner, Exit(onBreak: end, onContinue: step, depth: scopes.count))
    }
    builder.begin(step)
    if let next = parts.step { discard(next) }
    builder.terminate(.jump(head))
    builder.begin(end)
    closeScope()
  }

  mutating func loopBody(_ node: Int, _ exit: Exit) {
    exits.append(exit)
    statement(node)
    exits.removeLast()
  }

  // MARK: Switch

  private mutating func switchStatement(_ children: [Int]) {
    guard children.count >= 2 else { return discardAll(children) }
    let operand = value(children[0])
    let head = builder.current
    let end = builder.makeBlock()
    builder.terminate(.unreachable)
    switches.append(SwitchFrame())
    loopBody(children[1], Exit(onBreak: end, onContinue: nil, depth: scopes.count))
    let frame = switches.removeLast()
    var fallback = frame.fallback ?? end
    for range in frame.ranges.reversed() {
      fallback = rangeTest(operand, range, otherwise: fallback)
    }
    builder.setTerminator(
      of: head, .switch(operand, cases: frame.cases, default: fallback))
    builder.begin(end)
  }

  /// The block that tests whether the value of a `switch` is in a range of cases.
  private mutating func rangeTest(
    _ operand: Operand, _ range: SwitchFrame.Range, otherwise: Int
  ) -> Int {
    let test = builder.makeBlock()
    let upper = builder.makeBlock()
    let isAbove = Operand.binary(.greaterOrEqual, operand, .integer(range.low))
    let isBelow = Operand.binary(.lessOrEqual, operand, .integer(range.high))
    builder.setTerminator(of: test, .branch(isAbove, then: upper, else: otherwise))
    builder.setTerminator(of: upper, .branch(isBelow, then: range.block, else: otherwise))
    return test
  }

  /// Ranges of more cases are tested by their ends.
  private static let longRange = 255

  private mutating func caseStatement(_ children: [Int]) {
    let block = builder.makeBlock()
    builder.begin(block)
    let low = children.first.flatMap { constant($0) }
    let isRange = children.count > 2
    let high = isRange ? constant(children[1]) : low
    // A range whose end is before its start is empty.
    if let low, let high, low <= high, !switches.isEmpty {
      let (distance, overflow) = high.subtractingReportingOverflow(low)
      if overflow || distance > Self.longRange {
        switches[switches.count - 1].ranges.append(.init(low: low, high: high, block: block))
      } else {
        for value in low...high {
          switches[switches.count - 1].cases.append(.init(value: value, target: block))
        }
      }
    }
    if let last = children.last, children.count > 1 { statement(last) }
  }

  private mutating func defaultStatement(_ children: [Int]) {
    let block = builder.makeBlock()
    builder.begin(block)
    if !switches.isEmpty { switches[switches.count - 1].fallback = block }
    if let last = children.last { statement(last) }
  }

  // MARK: Goto

  mutating func label(_ name: String) -> Int {
    if let known = labels[name] { return known }
    let block = builder.makeBlock()
    labels[name] = block
    return block
  }

  private mutating func gotoStatement(_ node: Int) {
    guard let target = tree[node].children.first else { return builder.terminate(.unreachable) }
    let block = label(tree[target].cursor.name)
    builder.terminate(.jump(block))
  }

  // MARK: Conditions

  /// Goes to one of two blocks. Ends the current block.
  mutating func condition(_ node: Int, then: Int, else otherwise: Int) {
    let inner = tree.strippingParentheses(node)
    let children = tree[inner].children
    if tree[inner].kind == CXCursor_UnaryOperator, let child = children.first,
      tree[inner].cursor.unaryOperator == CXUnaryOperator_LNot
    {
      return nestedCondition(child, then: otherwise, else: then)
    }
    if tree[inner].kind == CXCursor_BinaryOperator, children.count == 2 {
      let operation = tree[inner].cursor.binaryOperator
      if operation == CXBinaryOperator_LAnd || operation == CXBinaryOperator_LOr {
        let isAnd = operation == CXBinaryOperator_LAnd
        let right = builder.makeBlock()
        nestedCondition(
          children[0], then: isAnd ? right : then, else: isAnd ? otherwise : right)
        builder.begin(right)
        return nestedCondition(children[1], then: then, else: otherwise)
      }
    }
    branch(on: value(node), then: then, else: otherwise)
  }

  private mutating func nestedCondition(_ node: Int, then: Int, else otherwise: Int) {
    guard enter() else {
      opaque("deeply nested condition", at: node)
      return branch(on: .unknown("deeply nested condition"), then: then, else: otherwise)
    }
    condition(node, then: then, else: otherwise)
    leave()
  }

  mutating func branch(on operand: Operand, then: Int, else otherwise: Int) {
    switch operand {
    case .integer(let value): builder.terminate(.jump(value != 0 ? then : otherwise))
    case .null: builder.terminate(.jump(otherwise))
    case .not(let inner): builder.terminate(.branch(inner, then: otherwise, else: then))
    default: builder.terminate(.branch(operand, then: then, else: otherwise))
    }
  }
}
