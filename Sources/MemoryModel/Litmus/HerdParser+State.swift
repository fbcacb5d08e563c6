// The initial state, and the parameters of threads.
//
//     { x = 1; int y; atomic_int z = 0; [w] = 2; int *p = &x; int a[2] = {1, 2}; 0:r1 = x; }

extension HerdParser {
  mutating func parseInitialState() throws(LitmusSyntaxError) {
    try expect("{")
    // Names first, since a pointer may be initialised before what it points to.
    let start = position
    while !isNext("}") { try item(declaresOnly: true) }
    position = start
    while !isNext("}") { try item(declaresOnly: false) }
    try expect("}")
  }

  private mutating func item(declaresOnly: Bool) throws(LitmusSyntaxError) {
    if skip(";") { return }
    guard next.kind != .end else { throw unexpected("'}'") }
    if declaresOnly { try declareItem() } else { try initialiseItem() }
    guard isNext("}") || isNext(";") else { throw unexpected("';' or '}'") }
  }

  /// What stands before `=`.
  private enum Target {
    case variable(String)
    case array(String, count: Int)
    case register(thread: Int, String)
  }

  private mutating func declareItem() throws(LitmusSyntaxError) {
    let start = position
    switch try target() {
    case .variable(let name):
      declare(name)
      note(declaredType(from: start), of: name)
    case .array(let name, let count):
      declare(name, count: count)
      note(declaredType(from: start), of: name, count: count)
    case .register: break
    }
    var depth = 0
    while next.kind != .end, depth > 0 || !(isNext(";") || isNext("}")) {
      let token = take()
      if token.text == "{" || token.text == "(" { depth += 1 }
      if token.text == "}" || token.text == ")" { depth -= 1 }
    }
  }

  private mutating func initialiseItem() throws(LitmusSyntaxError) {
    let target = try target()
    guard skip("=") else { return }
    switch target {
    case .variable(let name): initialValues[Variable(name)] = try initialValue()
    case .register(let thread, let register):
      initialRegisters[thread, default: []].append((register: register, value: try initialValue()))
    case .array(let name, let count):
      try expect("{")
      for index in 0..<count {
        if index > 0 { try expect(",") }
        initialValues[Variable("\(name)[\(index)]")] = try initialValue()
      }
      try expect("}")
    }
  }

  private mutating func target() throws(LitmusSyntaxError) -> Target {
    if let thread = try threadPrefix() {
      return .register(thread: thread, try word("a register"))
    }
    let start = next
    var last: String?
    while true {
      if skip("*") || skip("(") || skip(")") { continue }
      // `int 0:r1 = 2`
      if last != nil, let thread = try threadPrefix() {
        return .register(thread: thread, try word("a register"))
      }
      if next.kind == .word {
        try refuseKernel(next)
        last = take().text
        continue
      }
      guard skip("[") else { break }
      if next.kind == .number {
        guard let name = last else { throw unexpected("a variable") }
        let size = try integer()
        guard (1...64).contains(size) else {
          throw failure("an array has 1 to 64 elements", at: start)
        }
        try expect("]")
        return .array(name, count: size)
      }
      last = try word("a variable")
      try expect("]")
    }
    guard let name = last else { throw unexpected("a variable or a register") }
    return .variable(name)
  }

  /// The type before the name that was just read.
  private func declaredType(from start: Int) -> HerdType {
    let read = (start..<position).map { token($0 - position) }
    let words = read.filter { $0.kind == .word }.map(\.text).dropLast()
    return HerdType(Array(words), isPointer: read.contains { $0.text == "*" })
  }

  /// `0:` or `P0:`.
  mutating func threadPrefix() throws(LitmusSyntaxError) -> Int? {
    guard token(1).text == ":" else { return nil }
    let text = next.text
    let digits = next.kind == .word && text.hasPrefix("P") ? String(text.dropFirst()) : text
    guard let thread = Int(digits), thread >= 0 else { return nil }
    position += 2
    return thread
  }

  private mutating func initialValue() throws(LitmusSyntaxError) -> Int {
    if isNext("ATOMIC_VAR_INIT") || isNext("ATOMIC_FLAG_INIT") {
      guard take().text == "ATOMIC_VAR_INIT" else { return 0 }
      try expect("(")
      let value = try initialValue()
      try expect(")")
      return value
    }
    if next.kind == .word { try refuseKernel(next) }
    // A variable may be met first as what another one points to.
    let name = isNext("&") ? token(1) : next
    if name.kind == .word, name.text != "NULL", address(of: name.text) == nil {
      declare(name.text)
    }
    return try constantOrAddress()
  }

  /// An integer, or the address of a variable: `x`, `&x`, `&a[1]`.
  mutating func constantOrAddress() throws(LitmusSyntaxError) -> Int {
    let start = next
    let isAddress = skip("&")
    guard next.kind == .word else { return try integer() }
    let name = take().text
    if name == "NULL" { return 0 }
    guard let address = address(of: name) else {
      throw failure("there is no variable '\(name)'", at: start)
    }
    guard isAddress, skip("[") else { return address }
    let element = address &+ (try integer())
    try expect("]")
    guard variables[element] != nil else { throw failure("no such element", at: start) }
    return element
  }
}

// MARK: - Parameters

extension HerdParser {
  /// Declares the parameters of all threads, which name variables, before any body is read.
  mutating func declareParameters() throws(LitmusSyntaxError) {
    let start = position
    while next.kind != .end {
      guard let number = threadNumber(next), token(1).text == "(" else {
        _ = take()
        continue
      }
      position += 2
      for (name, type) in try parameters() {
        if address(of: name) == nil { declare(name) }
        note(type, of: name)
        parameterNames[number, default: []].insert(name)
      }
    }
    position = start
  }

  func threadNumber(_ token: HerdToken) -> Int? {
    guard token.kind == .word, token.text.hasPrefix("P") else { return nil }
    return Int(token.text.dropFirst())
  }

  /// The names in a parameter list up to its `)`.
  mutating func parameters() throws(LitmusSyntaxError) -> [(name: String, type: HerdType)] {
    var names: [(name: String, type: HerdType)] = []
    while !skip(")") {
      var name: HerdToken?
      var words: [String] = []
      var stars = 0
      while !isNext(","), !isNext(")") {
        guard next.kind != .end else { throw unexpected("')'") }
        if next.kind == .word {
          try refuseKernel(next)
          if let name { words.append(name.text) }
          name = take()
          // `_Atomic(int) *x`
          if name?.text == "_Atomic", skip("(") {
            while !skip(")"), next.kind != .end {
              let inner = take().text
              if inner == "*" { stars += 1 } else { words.append(inner) }
            }
          }
        } else {
          let sign = take().text
          if sign == "*" || sign == "[" { stars += 1 }
        }
      }
      _ = skip(",")
      guard let name, name.text != "void" else { continue }
      guard stars > 0 else {
        throw failure("parameter '\(name.text)' is no pointer", at: name)
      }
      names.append((name.text, HerdType(words, isPointer: stars > 1)))
    }
    return names
  }
}
