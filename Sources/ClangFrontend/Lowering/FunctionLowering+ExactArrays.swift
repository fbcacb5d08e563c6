import CLibclang
import OrderLint

/// Arrays of variable length, and text, for execution.
extension FunctionLowering {
  // MARK: Arrays

  /// An array of variable length is made where control comes to its declaration.
  mutating func makeArray(_ local: LocalID, _ variable: Int) {
    let element = clang_getElementType(tree[variable].cursor.type.canonical)
    guard let layout = exactLayout(of: element), !layout.isUnsupported,
      let size = tree[variable].children.first(where: {
        clang_isExpression(tree[$0].kind) != 0
      })
    else { return opaque("an array of variable length", at: variable) }
    let cells = Operand.folded(.multiply, value(size), .integer(Int64(layout.cells)))
    emit(.assign(local, primitive(.allocate, [cells], at: variable)), at: variable)
  }

  // MARK: Text

  /// The characters of a literal are an object that nobody writes.
  mutating func string(_ node: Int) -> Operand {
    guard let characters = characters(node) else { return .unknown("string") }
    let place = eventPlace(of: node).range
    // Several may stand in one macro.
    let symbol =
      "\"\(place.file):\(place.start.line):\(place.start.column):\(tree[node].cursor.name)\""
    var global = Global(symbol: symbol, name: "a string", isConstant: true)
    global.layout = .array(.integer(bits: 8, isSigned: true), count: characters.count)
    global.initializer = Block(
      events: characters.enumerated().map { index, character in
        Event(
          id: EventID(index),
          kind: .write(
            at: .element(of: .global(symbol), index: .integer(Int64(index))),
            value: .integer(character), .plain),
          range: place)
      }, terminator: .return(nil))
    context.localStatics.append(global)
    return .global(symbol)
  }

  /// With the zero at the end; nil for literals of wide characters.
  private func characters(_ node: Int) -> [Int64]? {
    guard context.isExact, let bytes = StringLiteral.bytes(spelled: tree[node].cursor.name) else {
      return nil
    }
    return bytes.map { Int64(Int8(bitPattern: $0)) } + [0]
  }

  /// `char name[8] = "text"`.
  mutating func initializeCharacters(of address: Operand, type: CXType, with node: Int) -> Bool {
    let inner = tree.strippingParentheses(node)
    guard type.isArray, tree[inner].kind == CXCursor_StringLiteral,
      let characters = characters(inner), let cells = exactLayout(of: type)?.cells
    else { return false }
    emit(
      .write(at: address, value: .integer(0), .plain), at: node, layout: exactLayout(of: type))
    for (index, character) in characters.prefix(cells).enumerated() where character != 0 {
      emit(
        .write(
          at: .element(of: address, index: .integer(Int64(index))), value: .integer(character),
          .plain), at: node)
    }
    return true
  }
}

/// The text of a string literal as clang spells it: in quotes, with escapes.
private enum StringLiteral {
  /// Nil for literals of wide characters, and what is no literal.
  static func bytes(spelled text: String) -> [UInt8]? {
    let spelled = Array(text.utf8)
    let quote = UInt8(ascii: "\"")
    guard spelled.count >= 2, spelled.first == quote, spelled.last == quote else { return nil }
    var rest = spelled[1..<(spelled.count - 1)]
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escaped = escape(&rest) else { return nil }
      bytes.append(escaped)
    }
    return bytes
  }

  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11, UInt8(ascii: "e"): 27,
    UInt8(ascii: "\\"): 92, UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39, UInt8(ascii: "?"): 63,
  ]

  /// What follows a backslash: a letter, or up to three octal digits.
  private static func escape(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    guard let first = rest.popFirst() else { return nil }
    if let known = simple[first] { return known }
    let octal = UInt8(ascii: "0")...UInt8(ascii: "7")
    guard octal.contains(first) else { return nil }
    var value = Int(first - octal.lowerBound)
    for _ in 0..<2 {
      guard let next = rest.first, octal.contains(next) else { break }
      value = value * 8 + Int(next - octal.lowerBound)
      rest.removeFirst()
    }
    return UInt8(exactly: value)
  }
}
