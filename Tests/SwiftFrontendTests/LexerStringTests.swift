import Testing

@testable import SwiftFrontend

@Suite struct LexerStringTests {
  @Test func plainStrings() {
    #expect(
      lex(#""" "a\"b\\" c"#) == [
        "quote:\"", "quote:\"", "quote:\"", #"text:a\"b\\"#, "quote:\"", "c", "end",
      ])
    #expect(lex("'a\"b'") == ["quote:'", "text:a\"b", "quote:'", "end"])
  }

  @Test func interpolation() {
    #expect(
      lex(#""a\(f(x, "b\(c)"))d" + e"#) == [
        "quote:\"", "text:a", "\\", "(", "f", "(", "x", ",", "quote:\"", "text:b", "\\", "(", "c",
        ")", "quote:\"", ")", ")", "text:d", "quote:\"", "binary:+", "e", "end",
      ])
  }

  @Test func rawStrings() {
    #expect(
      lex(##"#"a\(b)\#(c)"d"# e"##) == [
        "pounds:#", "quote:\"", #"text:a\(b)"#, "\\", "pounds:#", "(", "c", ")", "text:\"d",
        "quote:\"", "pounds:#", "e", "end",
      ])
    #expect(
      lex(##"#"""# x"##) == ["pounds:#", "quote:\"", "text:\"", "quote:\"", "pounds:#", "x", "end"])
    #expect(
      lex(##"#"a\#"b"#"##) == [
        "pounds:#", "quote:\"", ##"text:a\#"b"##, "quote:\"", "pounds:#", "end",
      ])
  }

  @Test func multilineStrings() {
    let quotes = "\"\"\""
    #expect(
      lex("\(quotes)\n a \"b\" \\(\n c\n)\n\(quotes) d") == [
        "quote:" + quotes, "text:\n a \"b\" ", "\\", "(", "c", ")", "text:\n", "quote:" + quotes,
        "d", "end",
      ])
    #expect(
      lex("#\(quotes)\n a\(quotes) \n\(quotes)# d") == [
        "pounds:#", "quote:" + quotes, "text:\n a\(quotes) \n", "quote:" + quotes, "pounds:#", "d",
        "end",
      ])
  }

  @Test func unterminatedStringsEndWithTheLineOrTheFile() {
    #expect(lex("\"a\nb") == ["quote:\"", "text:a", "b", "end"])
    #expect(lex("\"a\\(b\nc") == ["quote:\"", "text:a", "\\", "(", "b", "c", "end"])
    #expect(lex("\"a\\\nb") == ["quote:\"", "text:a\\", "b", "end"])
    #expect(lex("\"\"\"\na") == ["quote:\"\"\"", "text:\na", "end"])
    #expect(lex("#\"") == ["pounds:#", "quote:\"", "end"])
    #expect(lex("\"\\(") == ["quote:\"", "\\", "(", "end"])
  }

  @Test func typographicQuotes() {
    #expect(lex("print(“a b”)") == ["print", "(", "“a b”", ")", "end"])
    #expect(lex("”x") == ["unknown:”", "x", "end"])
  }

  @Test func regexLiterals() {
    #expect(lex("x = /a(b)\\/c/.y") == ["x", "=", "regex:/a(b)\\/c/", ".", "y", "end"])
    #expect(lex("a / b / c") == ["a", "binary:/", "b", "binary:/", "c", "end"])
    #expect(lex("a/b/c") == ["a", "binary:/", "b", "binary:/", "c", "end"])
    #expect(lex("reduce(1, /)") == ["reduce", "(", "int:1", ",", "binary:/", ")", "end"])
    #expect(lex("f(/a)/2") == ["f", "(", "prefix:/", "a", ")", "binary:/", "int:2", "end"])
    #expect(lex("x = !/a/") == ["x", "=", "prefix:!", "regex:/a/", "end"])
    #expect(
      lex("func /(a: A)/") == ["func", "prefix:/", "(", "a", ":", "A", ")", "postfix:/", "end"])
    #expect(lex("return /a/\nb") == ["return", "regex:/a/", "b", "end"])
    #expect(lex("try? /^ x/") == ["try", "?", "regex:/^ x/", "end"])
    #expect(lex("x? /^ x/") == ["x", "?", "binary:/^", "x", "postfix:/", "end"])
  }

  @Test func poundRegexLiterals() {
    #expect(lex("#/a/b/# c") == ["regex:#/a/b/#", "c", "end"])
    #expect(lex("##/\n a /# \n/## c") == ["regex:##/\n a /# \n/##", "c", "end"])
    #expect(lex("#/a\nb") == ["regex:#/a", "b", "end"])
    #expect(lex("#/ \nb") == ["regex:#/ ", "b", "end"])
  }
}
