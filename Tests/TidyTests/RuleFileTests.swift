import Foundation
import OrderLint
import TestSupport
import Testing

/// What belongs to a rule besides its code.
@Suite struct RuleFileTests {
  /// A file of `Sources/Rules` that describes a rule.
  struct RuleFile: CustomTestStringConvertible {
    var file: SwiftFile
    var type: String
    var id: String
    var testDescription: String { id }

    /// `PublishWithoutRelease` → `publish-without-release`.
    var expectedID: String {
      type.reduce(into: "") { result, character in
        if character.isUppercase, !result.isEmpty { result.append("-") }
        result.append(character.lowercased())
      }
    }

    static func all() throws -> [RuleFile] {
      try SwiftFile.all(below: "Sources/Rules").compactMap { file in
        let start = file.tokens.indices.first {
          file.words[$0] == "RuleDescription" && file.word($0 + 1) == "("
        }
        guard let start else { return nil }
        let label = file.tokens.indices.first { $0 > start && file.words[$0] == "id" }
        let id = file.tokens.indices.first {
          $0 > (label ?? start) && file.tokens[$0].kind == .stringSegment
        }
        let type = file.tokens.indices.first { file.words[$0] == "struct" }
        return RuleFile(
          file: file, type: type.map { file.word($0 + 1) } ?? "", id: id.map(file.word) ?? "")
      }
    }
  }

  @Test(arguments: try RuleFile.all())
  func namesAgree(rule: RuleFile) {
    #expect(rule.file.name == "\(rule.type).swift")
    // Acronyms and compound words may be cut differently.
    let letters = { (text: String) in text.lowercased().filter { $0 != "-" } }
    #expect(letters(rule.type) == letters(rule.id))
    #expect(rule.id.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber })
  }

  @Test(arguments: try RuleFile.all())
  func ruleIsRegistered(rule: RuleFile) throws {
    let text = try Repository.text("Sources/Rules/Registry.swift")
    let registry = SwiftFile(path: "Sources/Rules/Registry.swift", text: text)
    #expect(registry.words.contains(rule.type))
  }

  @Test(arguments: try RuleFile.all())
  func fixturesTriggerAndStaySilent(rule: RuleFile) throws {
    let directory = Repository.fixture("rules/\(rule.id)")
    #expect(FileManager.default.fileExists(atPath: directory), "no fixtures")
    guard FileManager.default.fileExists(atPath: directory) else { return }
    let runs = try Fixture.loadAll(in: directory)
    #expect(runs.contains { $0.expectations.contains { $0.rule == rule.id } }, "none triggers")
    #expect(runs.contains { $0.expectations.isEmpty }, "none is clean")
    let said = runs.flatMap(\.expectations).filter { $0.rule == rule.id && $0.text != nil }
    #expect(!said.isEmpty, "none says what the message is")
  }

  /// A program of several files says it once.
  @Test func everyFixtureSaysWhereItComesFrom() throws {
    let directory = Repository.fixture("rules")
    let extensions: Set<String> = ["c", "h", "cpp", "swift"]
    for rule in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(rule)") {
        let fixture = "Tests/Fixtures/rules/\(rule)/\(name)"
        let isFile = extensions.contains { name.hasSuffix(".\($0)") }
        let files = isFile ? [fixture] : Repository.files(below: fixture, extensions: extensions)
        let texts = try files.map(Repository.text)
        #expect(texts.contains { $0.contains("// origin: ") }, "\(fixture)")
      }
    }
  }

  @Test(arguments: try RuleFile.all())
  func changelogNamesIt(rule: RuleFile) throws {
    let lines = try Repository.text("CHANGELOG.md").split(separator: "\n")
      .filter { $0.hasPrefix("- `\(rule.id)`") }
    #expect(lines.count == 1)
  }
}
