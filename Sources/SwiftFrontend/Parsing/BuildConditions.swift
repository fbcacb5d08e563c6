/// `#if` … `#endif`.
///
/// Of declarations every branch is kept. Of statements the first branch is taken whose condition may
/// hold in a release build on a current Unix, so that two `#if` with the same condition agree.
extension Parser {
  enum Pound: Sendable { case `if`, elseif, `else`, endif, other }

  var pound: Pound {
    switch text(start, token.end) {
    case "#if": .if
    case "#elseif": .elseif
    case "#else": .else
    case "#endif": .endif
    default: .other
    }
  }

  var isEndOfConditional: Bool {
    switch pound {
    case .elseif, .else, .endif: true
    case .if, .other: false
    }
  }

  mutating func skipPoundLine() {
    advance()
    while !isAtEnd, !isOnNewLine, !at("{"), !at("}") { advance() }
  }

  mutating func parsePoundStatement() -> Statement {
    let from = start
    guard pound == .if else {
      skipPoundLine()
      return Statement(.group([]), span(from: from))
    }
    let (branches, active) = parseBranches { $0.parseStatements(inCase: true) }
    return Statement(.group(active.map { branches[$0] } ?? []), span(from: from))
  }

  mutating func parseConditionalDeclaration() -> Declaration {
    let (branches, active) = parseBranches { $0.parseDeclarations() }
    return .conditional(branches, active: active)
  }

  private mutating func parseBranches<Node>(
    _ parse: (inout Parser) -> Node
  ) -> ([Node], Int?) {
    var branches: [Node] = []
    var active: Int?
    while !isAtEnd, pound != .endif {
      let isElse = pound == .else
      advance()
      let holds = isElse || parseBuildCondition()
      if holds, active == nil { active = branches.count }
      branches.append(parse(&self))
      while !isAtEnd, kind != .poundKeyword || !isEndOfConditional {
        // Text the branch could not use, or the end of the block around a broken `#if`.
        if at("}") { return (branches, active) }
        skipBalanced()
      }
    }
    if pound == .endif { advance() }
    return (branches, active)
  }

  /// Reads the condition up to the end of its line. What it does not know is false.
  private mutating func parseBuildCondition() -> Bool {
    var result = parseBuildTerm()
    while !isAtEnd, !isOnNewLine {
      let spelling = spelling
      if spelling == "&&" {
        advance()
        let right = parseBuildTerm()
        result = result && right
      } else if spelling == "||" {
        advance()
        let right = parseBuildCondition()
        result = result || right
      } else {
        advance()
      }
    }
    return result
  }

  private mutating func parseBuildTerm() -> Bool {
    if byte == UInt8(ascii: "!") {
      advanceByte()
      return !parseBuildTerm()
    }
    if at("(") {
      advance()
      var result = parseBuildTerm()
      while !isAtEnd, !isOnNewLine, !at(")") {
        let spelling = spelling
        advance()
        let right = parseBuildTerm()
        result = spelling == "||" ? result || right : result && right
      }
      _ = take(")")
      return result
    }
    let name = spelling
    advance()
    guard at("("), !isOnNewLine else { return name == "true" }
    let argument = spellingAhead(1)
    let isLess = byteAhead(1) == UInt8(ascii: "<")
    let version = versionAhead
    skipBalanced()
    switch name {
    case "os": return argument != "Windows" && argument != "WASI" && argument != "Android"
    case "arch": return argument == "x86_64" || argument == "arm64"
    case "canImport": return argument != "WinSDK"
    case "swift", "compiler": return isLess ? version > Self.version : version <= Self.version
    case "hasFeature", "hasAttribute": return true
    default: return false
    }
  }

  /// The version of the language that files are read as, in hundredths.
  private static let version = 630

  /// The version in `(>=6.1)` or `(<6)`, in hundredths.
  private var versionAhead: Int {
    let number = tokens[peek(2)]
    let parts = text(number.start, number.end).split(separator: ".").compactMap { Int($0) }
    let major = parts.first ?? 0
    return min(major, 1_000) * 100 + min(parts.dropFirst().first ?? 0, 9) * 10
  }

  private func byteAhead(_ distance: Int) -> UInt8 {
    let start = tokens[peek(distance)].start
    return start < bytes.count ? bytes[start] : 0
  }
}
