import TestSupport
import Testing

/// The rules of code in `Sources` that no compiler checks.
@Suite struct HouseRuleTests {
  private let sources: [SwiftFile]

  init() throws { sources = try SwiftFile.all(below: "Sources") }

  private func places(_ find: (SwiftFile) -> [Int]) -> [String] {
    sources.flatMap { file in find(file).map { file.place($0) } }
  }

  @Test func thereIsSomethingToCheck() { #expect(sources.count > 20) }

  @Test func nothingIsUnwrappedByForce() {
    #expect(places(\.forceUnwraps) == [])
  }

  @Test func nothingIsUnchecked() {
    let found = places { file in
      file.tokens.indices.filter {
        file.words[$0] == "unchecked" && file.word($0 - 1) == "@"
          || file.words[$0] == "nonisolated" && file.word($0 + 2) == "unsafe"
      }
    }
    #expect(found == [])
  }

  @Test func noVariableIsGlobal() {
    #expect(places(\.globalVariables) == [])
  }

  @Test func noFileIsTooLong() {
    // Tables of API names, which only grow.
    let tables: Set<String> = ["CAtomics.swift", "SwiftAtomics.swift"]
    for file in sources where !tables.contains(file.name) {
      let lines = file.source.lineStarts.count
      #expect(lines <= 500, "\(file.path) has \(lines) lines")
    }
  }

  @Test func noFunctionIsTooLong() {
    for file in sources {
      for (index, lines) in file.functionLengths {
        #expect(lines <= 70, "\(file.place(index)): \(lines) lines")
      }
    }
  }

  @Test func nothingIsLeftToDo() throws {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    for path in Repository.files(below: "Sources") {
      let text = try Repository.text(path)
      for word in words { #expect(!text.contains(word), "\(path) contains \(word)") }
    }
  }

  @Test func testsUseSwiftTesting() throws {
    for file in try SwiftFile.all(below: "Tests") {
      #expect(!file.imports.contains { $0.module == "XC" + "Test" }, "\(file.path)")
    }
  }

  /// Paths of somebody's machine and hosts of somebody's registry do not belong into the project.
  @Test func noMachineIsNamed() throws {
    let names = ["/wo" + "rk/", "/ro" + "ot/", "bash_" + "jobs"]
    let directories = ["Sources", "Tests", "Example", "docs", "scripts", "Conformance"]
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Package.swift"]
    let extensions: Set<String> = ["swift", "c", "h", "md", "yml", "yaml", "json", "ir", ""]
    let files = directories.flatMap { Repository.files(below: $0, extensions: extensions) } + top
    for path in files {
      guard let text = try? Repository.text(path) else { continue }
      for name in names { #expect(!text.contains(name), "\(path) contains \(name)") }
    }
  }
}

/// The checks find what they are for: without this, a broken check would pass for ever.
@Suite struct HouseRuleDetectionTests {
  private func file(_ text: String) -> SwiftFile { SwiftFile(path: "f.swift", text: text) }

  @Test(arguments: [
    ("let a = b!", 1), ("let a = b[0]!", 1), ("let a = f()!.x", 1), ("var a: Int!", 1),
    ("let a = try! f()", 1), ("let a = b as! C", 1), ("let a = \"\\(b!)\"", 1), ("a!.b!.c()", 2),
    ("if a != b {}", 0), ("if !a {}", 0), ("f(!a, !b)", 0), ("let a = b ?? !c", 0),
    ("let s = \"a! b!\" // c!", 0), ("[!a]", 0), ("{ !$0 }", 0), ("x = !y", 0), ("a?.b ?? c", 0),
  ])
  func forceUnwraps(text: String, count: Int) {
    #expect(file(text).forceUnwraps.count == count, "\(text)")
  }

  @Test(arguments: [
    ("var a = 1", 1), ("private var a: Int", 1), ("struct S { static var a = 1 }", 1),
    ("nonisolated(unsafe) var a = 1", 1), ("enum E { public static var a: Int = 2 }", 1),
    ("struct S { var a = 1 }", 0), ("var a: Int { 1 }", 0),
    ("struct S { static var a: Int { 1 } }", 0),
    ("func f() { var a = 1 }", 0), ("let a = 1", 0), ("struct S { static let a = 1 }", 0),
  ])
  func globalVariables(text: String, count: Int) {
    #expect(file(text).globalVariables.count == count, "\(text)")
  }

  @Test func calls() {
    let found = file(
      "print(1); a.print(2); func print() {}; f(print: 1); \"\\(print(3))\" // print(4)")
    #expect(found.calls(of: ["print"]).count == 2)
  }

  @Test func imports() {
    let found = file(
      "import A\n@testable import B\nimport struct C.D\npublic import E\nx.import(F)")
    #expect(found.imports.map(\.module) == ["A", "B", "C", "E"])
  }

  @Test func functionLengths() {
    let found = file(
      "func f(a: () -> Void = { }) {\n\n}\nprotocol P { func g(); func h() }\ninit() {\n}")
    #expect(found.functionLengths.map(\.lines) == [3, 2])
  }
}
