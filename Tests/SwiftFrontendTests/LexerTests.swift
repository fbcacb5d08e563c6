import Testing

@testable import SwiftFrontend

/// Tokens as `kind:text`, so that an expectation reads like the source. White space is not shown.
func lex(_ source: String) -> [String] {
  let text = SourceText(source)
  return Lexer.tokens(of: text).map { token in
    switch token.kind {
    case .identifier: text.text(of: token)
    case .punctuation: text.text(of: token)
    case .integerLiteral: "int:" + text.text(of: token)
    case .floatLiteral: "float:" + text.text(of: token)
    case .stringQuote: "quote:" + text.text(of: token)
    case .rawStringPounds: "pounds:" + text.text(of: token)
    case .stringSegment: "text:" + text.text(of: token)
    case .regexLiteral: "regex:" + text.text(of: token)
    case .prefixOperator: "prefix:" + text.text(of: token)
    case .postfixOperator: "postfix:" + text.text(of: token)
    case .binaryOperator: "binary:" + text.text(of: token)
    case .poundKeyword: "keyword:" + text.text(of: token)
    case .unknown: "unknown:" + text.text(of: token)
    case .endOfFile: "end"
    }
  }
}

@Suite struct LexerTests {
  @Test func wordsAndPunctuation() {
    #expect(
      lex("let `class` = $0.b_1; f(_:x) {[a]}")
        == [
          "let", "`class`", "=", "$0", ".", "b_1", ";", "f", "(", "_", ":", "x", ")", "{", "[",
          "a", "]", "}", "end",
        ])
    #expect(lex("func `a raw name`()") == ["func", "`a raw name`", "(", ")", "end"])
    #expect(lex("`a\nb") == ["unknown:`", "a", "b", "end"])
    #expect(lex("héllo 变量 🚀x") == ["héllo", "变量", "🚀x", "end"])
    #expect(lex("M::f \\.x @main") == ["M", ":", ":", "f", "\\", ".", "x", "@", "main", "end"])
    #expect(lex("<#code#> + <#") == ["<#code#>", "binary:+", "prefix:<", "#", "end"])
  }

  @Test func poundWords() {
    #expect(
      lex("#if A\n#elseif B\n#else\n#endif")
        == ["keyword:#if", "A", "keyword:#elseif", "B", "keyword:#else", "keyword:#endif", "end"])
    #expect(lex("#available(*)") == ["keyword:#available", "(", "binary:*", ")", "end"])
    #expect(lex("#expect(x) ##if") == ["#", "expect", "(", "x", ")", "#", "keyword:#if", "end"])
  }

  @Test func numbers() {
    #expect(
      lex("1_000 0xFF 0b1_0 0o17 1.5 1e9 1.5E-3_0 0x1.8p3 0x1p-2")
        == [
          "int:1_000", "int:0xFF", "int:0b1_0", "int:0o17", "float:1.5", "float:1e9",
          "float:1.5E-3_0", "float:0x1.8p3", "float:0x1p-2", "end",
        ])
    #expect(
      lex("1.description 0xff.fp 1...2") == [
        "int:1", ".", "description", "int:0xff", ".", "fp", "int:1", "binary:...", "int:2", "end",
      ])
    #expect(lex("pair.0.1") == ["pair", ".", "int:0", ".", "int:1", "end"])
    #expect(
      lex("12abc 0xZ 0b3 1e+ 0x") == [
        "int:12abc", "int:0xZ", "int:0b3", "float:1e+", "int:0x", "end",
      ])
  }

  @Test func operators() {
    #expect(lex("a+b") == ["a", "binary:+", "b", "end"])
    #expect(lex("a + b") == ["a", "binary:+", "b", "end"])
    #expect(lex("a +b") == ["a", "prefix:+", "b", "end"])
    #expect(lex("a+ b") == ["a", "postfix:+", "b", "end"])
    #expect(lex("f(&x) & y") == ["f", "(", "&", "x", ")", "binary:&", "y", "end"])
    #expect(lex("() -> Int") == ["(", ")", "->", "Int", "end"])
    #expect(
      lex("x?.y! ? !z : w ?? v") == [
        "x", "?", ".", "y", "!", "?", "prefix:!", "z", ":", "w", "binary:??", "v", "end",
      ])
    #expect(lex("Int?? a!") == ["Int", "?", "?", "a", "!", "end"])
    #expect(
      lex("a..<b x.+.y ≤ ∀a") == [
        "a", "binary:..<", "b", "x", "binary:.+.", "y", "binary:≤", "prefix:∀", "a", "end",
      ])
    #expect(lex("a/*c*/+/*d*/b") == ["a", "binary:+", "b", "end"])
    #expect(
      lex("A<B<C>>()") == ["A", "binary:<", "B", "binary:<", "C", "binary:>>", "(", ")", "end"])
    #expect(lex("a */ b") == ["a", "unknown:*/", "b", "end"])
  }

  @Test func trivia() {
    #expect(lex("a // b\n/* c /* d */ e */ f") == ["a", "f", "end"])
    #expect(lex("/* open /* */ a") == ["end"])
    #expect(lex("#!/usr/bin/swift\nx") == ["x", "end"])
    #expect(lex("\u{FEFF}#!/usr/bin/swift\r\nx") == ["x", "end"])
    #expect(lex("a\0b\u{1}c\u{A0}d") == ["a", "b", "c", "d", "end"])
    #expect(lex("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd") == ["a", "d", "end"])
    #expect(lex("a\n<<<<<<< HEAD") == ["a", "binary:<<<<<<<", "HEAD", "end"])
    #expect(lex("") == ["end"])
  }

  @Test func invalidUTF8IsSkipped() {
    let text = SourceText(
      bytes: Array("a".utf8) + [0xFF, 0xC3, 0x20, 0xE2, 0x82] + Array("b".utf8))
    #expect(Lexer.tokens(of: text).map(text.text(of:)) == ["a", "b", ""])
  }

  @Test func flagsTellWhatWasSkipped() {
    let tokens = Lexer.tokens(of: SourceText("a b/* \n */c\r\nd(e)"))
    #expect(
      tokens.map(\.isPrecededBySpace) == [false, true, true, true, false, false, false, false])
    #expect(
      tokens.map(\.isPrecededByNewline) == [true, false, true, true, false, false, false, false])
  }

  @Test func positions() {
    let text = SourceText("é\r\nb\rc\n")
    #expect(text.lineStarts == [0, 4, 6, 8])
    #expect(text.position(at: 2) == .init(line: 1, column: 3))
    #expect(text.position(at: 4) == .init(line: 2, column: 1))
    #expect(text.position(at: 6) == .init(line: 3, column: 1))
    #expect(text.position(at: 99) == .init(line: 4, column: 1))
    #expect(text.position(at: -1) == .init(line: 1, column: 1))
  }
}
