/// Precedence of Swift's standard operators. Unknown operators get the default precedence.
enum OperatorTable {
  static let ternary = 10
  static let assignment = 5
  static let cast = 55

  struct Precedence {
    var level: Int
    var isRightAssociative = false
  }

  static func precedence(of spelling: String) -> Precedence {
    if let known = known[spelling] { return known }
    // A custom assignment operator has a lower level than arithmetic; `==`-like ones are listed.
    return Precedence(level: 15)
  }

  private static let known: [String: Precedence] = {
    var table: [String: Precedence] = [:]
    for (level, spellings) in levels {
      for spelling in spellings {
        table[spelling] = Precedence(
          level: level, isRightAssociative: level == assignment || level == 60)
      }
    }
    return table
  }()

  private static let levels: [(Int, [String])] = [
    (
      assignment,
      [
        "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&+=", "&-=", "&*=",
        "&<<=", "&>>=", "&&=", "||=",
      ]
    ),
    (20, ["||"]),
    (30, ["&&"]),
    (40, ["==", "!=", "===", "!==", "<", "<=", ">", ">=", "~="]),
    (60, ["??"]),
    (65, ["...", "..<"]),
    (70, ["+", "-", "&+", "&-", "|", "^"]),
    (80, ["*", "/", "%", "&*", "&"]),
    (90, ["<<", ">>", "&<<", "&>>"]),
  ]
}
