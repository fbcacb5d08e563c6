import Testing

@testable import OrderLint

@Suite struct CommentScannerTests {
  private func comments(_ text: String, _ language: Language) -> [String] {
    let bytes = Array(text.utf8)
    return CommentScanner(bytes, language: language).comments.map {
      String(decoding: bytes[$0.content], as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("a // x\nb /* y */ c", [" x", " y "]),
    ("\"// no\" // yes", [" yes"]),
    ("\"a\\\"// no\" '\\'' '\"' // yes", [" yes"]),
    ("// joined \\\nto this\nint x;", [" joined \\\nto this"]),
    ("// joined \\\r\nto this\r\nint x;", [" joined \\\r\nto this"]),
    ("int m = 1'000'000; // yes", [" yes"]),
    ("L'\"' u8'\"' // yes", [" yes"]),
    ("#error don't\n// yes", [" yes"]),
    ("/* /* not nested */ // yes", [" /* not nested ", " yes"]),
    ("/* open", [" open"]), ("/*/", ["/"]), ("/", []), ("//", [""]), ("\"", []), ("'\\", []),
  ])
  func inC(text: String, expected: [String]) { #expect(comments(text, .c) == expected) }

  @Test(arguments: [
    ("a // x\nb /* y */ c", [" x", " y "]),
    ("\"// no\" // yes", [" yes"]),
    ("#\"// no \" // no\"# // yes", [" yes"]),
    ("\"\"\"\n// no \"\n\"\"\" // yes", [" yes"]),
    ("##\"\"\"\n// no \"\"\"#\n\"\"\"## // yes", [" yes"]),
    ("\"\\(f(\")\" /* in */)) // no\" // yes", [" in ", " yes"]),
    ("#\"\\(no) \\#(a /* in */)\"# // yes", [" in ", " yes"]),
    ("/* a /* nested */ b */ // yes", [" a /* nested */ b ", " yes"]),
    ("let r = /\"/ // yes", [" yes"]),
    ("let r = #/ // no \" /# // yes", [" yes"]),
    ("let q = a / b / c // yes", [" yes"]),
    ("#if DEBUG // yes\n#endif", [" yes"]),
    ("\"\\(\"\\(\"", []), ("\"\\", []), ("#\"", []), ("#", []), ("/a\\/", []),
  ])
  func inSwift(text: String, expected: [String]) { #expect(comments(text, .swift) == expected) }

  @Test func deepNestingEnds() {
    let text = String(repeating: "\"\\(", count: 100_000)
    #expect(comments(text, .swift).isEmpty)
    #expect(comments(String(repeating: "/*", count: 100_000), .swift).count == 1)
  }
}
