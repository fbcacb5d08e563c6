import Testing

@testable import orderlint

@Suite struct IgnorePatternTests {
  @Test(arguments: [
    // Pattern, path, is a directory, matches.
    ("*.c", "a.c", false, true), ("*.c", "x/y/a.c", false, true), ("*.c", "a.h", false, false),
    ("build", "x/build", true, true), ("build/", "build", false, false),
    ("build/", "x/build", true, true), ("/build", "build", true, true),
    ("/build", "x/build", true, false), ("a/b", "a/b", false, true), ("a/b", "x/a/b", false, false),
    ("**/b", "b", false, true), ("**/b", "x/y/b", false, true), ("a/**", "a", true, false),
    ("a/**", "a/b/c", false, true), ("a/**/b", "a/b", false, true),
    ("a/**/b", "a/x/y/b", false, true), ("a/**/b", "a/x/y/c", false, false),
    ("a*", "a/b", false, false), ("a?c", "abc", false, true), ("a?c", "a/c", false, false),
    ("[a-c]x", "bx", false, true), ("[!a-c]x", "bx", false, false), ("[]]x", "]x", false, true),
    ("[a", "[a", false, false), ("\\!x", "!x", false, true), ("\\#x", "#x", false, true),
    ("x\\ ", "x ", false, true), ("x  ", "x", false, true), ("a\\*", "a*", false, true),
    ("a\\*", "ab", false, false), ("*a*b*c", "xaybzc", false, true),
    ("*a*b*c", "xaybz", false, false),
    ("größe*", "größe.c", false, true),
  ])
  func matches(pattern: String, path: String, isDirectory: Bool, expected: Bool) throws {
    let rule = try #require(IgnorePattern(line: Substring(pattern)))
    let parts = path.split(separator: "/").map { Array($0.utf8) }
    #expect(rule.matches(parts, isDirectory: isDirectory) == expected)
  }

  @Test(arguments: ["", "   ", "# comment", "/", "\r"])
  func noPattern(line: String) { #expect(IgnorePattern(line: Substring(line)) == nil) }

  @Test func manyStarsStayFast() throws {
    let pattern = String(repeating: "*a", count: 200) + "b"
    let rule = try #require(IgnorePattern(line: Substring(pattern)))
    let name = Array(String(repeating: "a", count: 5_000).utf8)
    #expect(!rule.matches([name], isDirectory: false))
  }
}
