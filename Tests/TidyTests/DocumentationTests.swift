import Foundation
import OrderLint
import Rules
import TestSupport
import Testing

/// The documentation names only what exists.
@Suite struct DocumentationTests {
  private let pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Example/README.md"]

  /// Names of functions in the tests, which ARCHITECTURE.md refers to.
  @Test func everyTestThatIsNamedExists() throws {
    let text = try Repository.text("ARCHITECTURE.md")
    let named = text.matches(of: /`([a-z]+[A-Z][A-Za-z]+)`/).map { String($0.output.1) }
    #expect(named.count >= 10)
    var functions: Set<String> = []
    for file in try SwiftFile.all(below: "Tests") {
      for index in file.tokens.indices where file.word(index - 1) == "func" {
        functions.insert(file.words[index])
      }
    }
    for name in named { #expect(functions.contains(name), "there is no test \(name)") }
  }

  @Test func invariantsAreSevenAndEachNamesATest() throws {
    let text = try Repository.text("ARCHITECTURE.md")
    let section = try #require(text.components(separatedBy: "## Invariants").last)
    for number in 1...7 {
      let entry = try #require(section.components(separatedBy: "\n\(number). ").dropFirst().first)
      let body = entry.components(separatedBy: "\n\(number + 1). ").first ?? ""
      #expect(body.contains("Test: `"), "invariant \(number) names no test")
    }
  }

  @Test func everyLinkLeadsSomewhere() throws {
    for page in pages {
      let directory = page.contains("/") ? page.split(separator: "/").dropLast().joined() + "/" : ""
      for match in try Repository.text(page).matches(of: /\]\(([^)#:]+)\)/) {
        let path = directory + String(match.output.1)
        let url = Repository.root.appending(path: path)
        #expect(FileManager.default.fileExists(atPath: url.path), "\(page) links to \(path)")
      }
    }
  }

  /// Directories and scripts in backticks.
  @Test func everyPathThatIsNamedExists() throws {
    let pattern = /`(?:\.\/)?((?:Sources|Tests|Example|docs|scripts)\/[A-Za-z\/.-]*|demo|test)`/
    for page in pages {
      for match in try Repository.text(page).matches(of: pattern) {
        let url = Repository.root.appending(path: String(match.output.1))
        #expect(FileManager.default.fileExists(atPath: url.path), "\(page) names \(match.output.1)")
      }
    }
  }

  @Test func scriptsCanBeRun() {
    for path in ["demo", "test", "scripts/install-dependencies", ".ci/run"] {
      let url = Repository.root.appending(path: path)
      #expect(FileManager.default.isExecutableFile(atPath: url.path), "\(path)")
    }
  }
}

/// `docs/rules` is what `orderlint explain --markdown` prints.
@Suite struct ManualPageTests {
  private static let descriptions =
    (Registry.all.map { $0.description } + SuppressionRules.descriptions).sorted { $0.id < $1.id }

  @Test(arguments: descriptions.map(\.id))
  func manualPageIsCurrent(id: String) throws {
    let description = try #require(Self.descriptions.first { $0.id == id })
    let path = Repository.root.appending(path: "docs/rules/\(id).md").path
    let difference = try GoldenFile.difference(of: RuleManual(description).markdown, from: path)
    #expect(difference == nil)
  }

  @Test func indexIsCurrent() throws {
    let rows = Self.descriptions.map {
      "| [\($0.id)](\($0.id).md) | \($0.severity.rawValue) | \($0.summary)"
        + ($0.isOptional ? " (with `--select`) |" : " |")
    }
    let text =
      (["# Rules", "", "| rule | severity | |", "|---|---|---|"] + rows)
      .joined(separator: "\n") + "\n"
    let path = Repository.root.appending(path: "docs/rules/README.md").path
    #expect(try GoldenFile.difference(of: text, from: path) == nil)
  }

  @Test func noPageIsLeftOver() {
    let pages = Repository.files(below: "docs/rules", extensions: ["md"])
    let expected = Self.descriptions.map { "docs/rules/\($0.id).md" } + ["docs/rules/README.md"]
    #expect(Set(pages) == Set(expected))
  }
}
