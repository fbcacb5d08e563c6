/// The condition of an `#if`, as far as it says which macros must be defined.
struct PreprocessorCondition {
  /// The macros without which the condition is false; nil if it cannot be made true by them.
  var needed: [String]?
  /// The macros without which the condition is true.
  var neededOtherwise: [String]?

  private static let unknown = PreprocessorCondition(needed: nil, neededOtherwise: nil)

  private init(needed: [String]?, neededOtherwise: [String]?) {
    self.needed = needed
    self.neededOtherwise = neededOtherwise
  }

  /// That a macro of the name is defined, or is not 0.
  private init(name: String) {
    if Self.isOfCompiler(name) {
      self.init(isTrue: Self.holds(name))
    } else {
      self.init(needed: [name], neededOtherwise: [])
    }
  }

  private init(isTrue: Bool) {
    self.init(needed: isTrue ? [] : nil, neededOtherwise: isTrue ? nil : [])
  }

  /// `#ifdef` and `#ifndef`.
  init(word text: ArraySlice<UInt8>, isDefined: Bool) {
    guard let name = Token.all(in: text).first?.name else {
      self = .unknown
      return
    }
    let condition = PreprocessorCondition(name: name)
    self = isDefined ? condition : condition.negated
  }

  init(_ text: ArraySlice<UInt8>) {
    let tokens = Token.all(in: text)
    var parser = Parser(tokens: tokens[...])
    self = tokens.count <= Parser.tokenLimit ? parser.condition() ?? .unknown : .unknown
    if !parser.tokens.isEmpty { self = .unknown }
  }

  /// Whether an `#if` says `0`, whatever else it says: code that is out of use for good.
  static func isConstantFalse(_ directive: ArraySlice<UInt8>) -> Bool {
    let condition = Token.all(in: directive).drop {
      $0 == .symbol("#") || $0 == .name("if") || $0 == .symbol("(")
    }
    let isAlternative = condition.contains(.symbol("||"))
    return !isAlternative && (condition.first == .number(0) || condition.first == .name("false"))
  }

  private var negated: Self { .init(needed: neededOtherwise, neededOtherwise: needed) }

  private func and(_ other: Self) -> Self {
    .init(
      needed: Self.both(needed, other.needed),
      neededOtherwise: Self.either(neededOtherwise, other.neededOtherwise))
  }

  private func or(_ other: Self) -> Self {
    // The other alternative may well be the one that is meant if it is not understood.
    let isUnderstood = needed != nil && other.needed != nil || needed == [] || other.needed == []
    return .init(
      needed: isUnderstood ? Self.either(needed, other.needed) : nil,
      neededOtherwise: Self.both(neededOtherwise, other.neededOtherwise))
  }

  private static func both(_ left: [String]?, _ right: [String]?) -> [String]? {
    guard let left, let right else { return nil }
    return left + right.filter { !left.contains($0) }
  }

  /// Of two ways the one that needs nothing, or the first that is understood.
  private static func either(_ left: [String]?, _ right: [String]?) -> [String]? {
    left == [] || right == [] ? [] : left ?? right
  }

  private static func isOfCompiler(_ name: String) -> Bool { name.hasPrefix("__") }

  private static func holds(_ name: String) -> Bool {
    [
      "__GNUC__", "__clang__", "__linux__", "__linux", "__unix__", "__STDC_VERSION__", "__STDC__",
      "__x86_64__", "__amd64__", "__LP64__", "__ELF__",
    ].contains(name)
  }
}

extension PreprocessorCondition {
  fileprivate enum Token: Equatable {
    case name(String)
    case number(Int)
    case symbol(String)

    var name: String? { if case .name(let name) = self { name } else { nil } }

    private static let pairs: Set<String> = ["&&", "||", "==", "!=", "<=", ">=", "<<", ">>"]

    /// Without comments and continued lines.
    static func all(in text: ArraySlice<UInt8>) -> [Token] {
      var tokens: [Token] = []
      var rest = text
      while let byte = rest.first {
        if Characters.isSpace(byte) || byte == UInt8(ascii: "\\") {
          rest = rest.dropFirst()
        } else if rest.starts(with: Array("//".utf8)) {
          return tokens
        } else if rest.starts(with: Array("/*".utf8)) {
          rest = afterComment(rest.dropFirst(2))
        } else if Characters.isWord(byte) {
          let word = rest.prefix(while: Characters.isWord)
          rest = rest.dropFirst(word.count)
          tokens.append(token(String(decoding: word, as: UTF8.self)))
        } else {
          let pair = String(decoding: rest.prefix(2), as: UTF8.self)
          let symbol = pairs.contains(pair) ? pair : String(decoding: [byte], as: UTF8.self)
          rest = rest.dropFirst(symbol == pair ? 2 : 1)
          tokens.append(.symbol(symbol))
        }
      }
      return tokens
    }

    private static func afterComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var rest = text
      while let star = rest.firstIndex(of: UInt8(ascii: "*")) {
        rest = rest[(star + 1)...]
        if rest.first == UInt8(ascii: "/") { return rest.dropFirst() }
      }
      return []
    }

    private static func token(_ word: String) -> Token {
      guard let first = word.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      else { return .name(word) }
      let digits = word.lowercased().prefix { $0 != "u" && $0 != "l" }
      let value =
        digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits)
      return .number(value ?? .max)
    }
  }

  /// Reads conditions: names, `defined`, `!`, `&&`, `||`, and comparisons with numbers.
  fileprivate struct Parser {
    var tokens: ArraySlice<Token>
    private var depth = 0

    static let tokenLimit = 500
    private static let depthLimit = 40

    init(tokens: ArraySlice<Token>) { self.tokens = tokens }

    mutating func condition() -> PreprocessorCondition? {
      guard depth < Self.depthLimit else { return nil }
      depth += 1
      defer { depth -= 1 }
      guard var left = conjunction() else { return nil }
      while take("||") {
        guard let right = conjunction() else { return nil }
        left = left.or(right)
      }
      return left
    }

    private mutating func conjunction() -> PreprocessorCondition? {
      guard var left = term() else { return nil }
      while take("&&") {
        guard let right = term() else { return nil }
        left = left.and(right)
      }
      return left
    }

    private mutating func term() -> PreprocessorCondition? {
      var isNegated = false
      while take("!") { isNegated.toggle() }
      guard let inner = primary() else { return nil }
      return isNegated ? inner.negated : inner
    }

    private mutating func primary() -> PreprocessorCondition? {
      if take("(") {
        let start = tokens
        if let inner = condition(), take(")") {
          if !isOperator(tokens.first) { return inner }
        }
        // What stands in these parentheses is a number.
        tokens = start
        return skipParentheses() && skipOperand() ? .unknown : nil
      }
      switch tokens.popFirst() {
      case .name("defined"): return definedName()
      case .name(let name): return value(of: name)
      case .number(let number):
        guard isOperator(tokens.first) else { return .init(isTrue: number != 0) }
        return skipOperand() ? .unknown : nil
      case .symbol("-"), .symbol("+"), .symbol("~"): return skipOperand() ? .unknown : nil
      case .symbol, nil: return nil
      }
    }

    private mutating func definedName() -> PreprocessorCondition? {
      let isBracketed = take("(")
      guard let name = tokens.popFirst()?.name, !isBracketed || take(")") else { return nil }
      return PreprocessorCondition(name: name)
    }

    private mutating func value(of name: String) -> PreprocessorCondition? {
      if take("(") {
        let arguments = tokens
        guard skipParentheses() else { return nil }
        // Tests of the compiler are passed by those of today.
        let isSanitizer = arguments.prefix(2).contains {
          $0.name?.hasSuffix("_sanitizer") ?? false
        }
        let isTest = PreprocessorCondition.isOfCompiler(name)
        guard !isOperator(tokens.first) else { return skipOperand() ? .unknown : nil }
        return isTest ? .init(isTrue: !isSanitizer) : .unknown
      }
      guard case .symbol(let comparison)? = tokens.first, isOperator(tokens.first) else {
        return PreprocessorCondition(name: name)
      }
      tokens.removeFirst()
      guard case .number(let number)? = tokens.first, !isOperator(tokens.dropFirst().first) else {
        let isKnown = PreprocessorCondition.isOfCompiler(name) && comparison.hasPrefix(">")
        return skipOperand() ? (isKnown ? .init(isTrue: true) : .unknown) : nil
      }
      tokens.removeFirst()
      return compare(name, comparison, number)
    }

    private func compare(
      _ name: String, _ comparison: String, _ number: Int
    ) -> PreprocessorCondition {
      if PreprocessorCondition.isOfCompiler(name) {
        // Versions of the compiler are those of today.
        return comparison.hasPrefix(">") ? .init(isTrue: true) : .unknown
      }
      guard let without = Self.holds(0, comparison, number),
        let with = Self.holds(1, comparison, number)
      else { return .unknown }
      return .init(
        needed: without ? [] : with ? [name] : nil,
        neededOtherwise: !without ? [] : !with ? [name] : nil)
    }

    private static func holds(_ value: Int, _ comparison: String, _ number: Int) -> Bool? {
      switch comparison {
      case "==": value == number
      case "!=": value != number
      case "<": value < number
      case "<=": value <= number
      case ">": value > number
      case ">=": value >= number
      default: nil
      }
    }

    // MARK: Tokens

    private mutating func take(_ symbol: String) -> Bool {
      guard tokens.first == .symbol(symbol) else { return false }
      tokens.removeFirst()
      return true
    }

    /// Whether an operand of arithmetic or of a comparison goes on.
    private func isOperator(_ token: Token?) -> Bool {
      guard case .symbol(let symbol)? = token else { return false }
      return !["&&", "||", ")", "!", ","].contains(symbol)
    }

    /// To behind the closing parenthesis of one that was read.
    private mutating func skipParentheses() -> Bool {
      var open = 1
      while let token = tokens.popFirst() {
        if token == .symbol("(") { open += 1 }
        if token == .symbol(")") { open -= 1 }
        if open == 0 { return true }
      }
      return false
    }

    /// The rest of what `&&`, `||` or a parenthesis ends. Fails at `?`, which binds weaker than they.
    private mutating func skipOperand() -> Bool {
      while let token = tokens.first {
        if ["&&", "||", ")"].contains(where: { token == .symbol($0) }) { return true }
        if token == .symbol("?") { return false }
        tokens.removeFirst()
        if token == .symbol("("), !skipParentheses() { return false }
      }
      return true
    }
  }
}
