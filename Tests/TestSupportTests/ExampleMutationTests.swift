import OrderLint
import Testing

@testable import TestSupport

@Suite struct ExampleMutationTests {
  private let example = RuleDescription.Example.c("int x;\nvoid f(void) { ↓fence(\"\\n\"); }\n")

  private func variant(_ name: String, _ example: RuleDescription.Example) -> MutatedExample? {
    ExampleMutations.variants(of: example, rule: "no-op-fence").first { $0.name == name }
  }

  @Test func positionsFollowTheText() throws {
    for name in ["as written", "with CRLF", "behind a multi-byte comment"] {
      let found = try #require(variant(name, example))
      let position = try #require(found.expected.first)
      let line = found.code.utf8.split(separator: 10, omittingEmptySubsequences: false)[
        position.line - 1]
      #expect(Substring(line.dropFirst(position.column - 1)).hasPrefix("fence"), "\(name)")
      #expect(found.expected.count == 1)
      #expect(!found.code.contains("↓"))
    }
    #expect(variant("with CRLF", example)?.code.utf8.filter { $0 == 13 }.count == 2)
  }

  @Test func silentVariantsExpectNothing() throws {
    let variants = ExampleMutations.variants(of: example, rule: "no-op-fence")
    #expect(variants.count == 8)
    #expect(variants.filter { $0.expected.isEmpty }.count == 5)
    let string = try #require(variant("inside a string", example))
    #expect(string.code.contains("\"void f(void) { fence(\\\"\\\\n\\\"); }\\n\""))
    let next = try #require(variant("under ignore-next", example))
    #expect(next.code.contains("// orderlint:ignore-next[no-op-fence] -- shown"))
  }

  @Test func cleanExamplesHaveNoSuppressedVariants() {
    let clean = RuleDescription.Example.swift("let a = 1")
    let variants = ExampleMutations.variants(of: clean, rule: "x")
    #expect(variants.count == 5)
    #expect(variants.allSatisfy { $0.expected.isEmpty })
  }
}

@Suite struct GoldenFileTests {
  @Test func differencesAreShownAndAccepted() throws {
    let directory = try TemporaryDirectory()
    let path = directory.url.appending(path: "deep/golden.txt").path
    let compare = { (text: String, isUpdating: Bool) in
      try GoldenFile.difference(of: text, from: path, isUpdating: isUpdating)
    }
    #expect(try compare("a\n", false)?.contains("does not exist") == true)
    #expect(try compare("a\nb\n", true)?.contains("was updated") == true)
    #expect(try compare("a\nb\n", false) == nil)
    #expect(try compare("a\nc\n", false)?.contains(":2 differs") == true)
    #expect(try compare("a\nb\nc", false)?.contains("actual:   c") == true)
    #expect(try compare("a\r\nb\n", false) != nil)
  }
}
