import MemoryModel
import OrderLint
import TestSupport
import Testing

/// The invariants of ARCHITECTURE.md, one test each. Where a test of another target shows the same
/// by running code, ARCHITECTURE.md names it too.
@Suite struct InvariantTests {
  private func sources(_ directory: String) throws -> [SwiftFile] {
    try SwiftFile.all(below: directory.isEmpty ? "Sources" : "Sources/\(directory)")
  }

  /// 1.
  @Test func memoryModelKnowsNoFilesFunctionsOrLanguages() throws {
    let foreign: Set<String> = [
      "SourceRange", "SourcePosition", "FileManager", "URL", "Function", "Module", "Language",
    ]
    for file in try sources("MemoryModel") {
      #expect(file.imports.isEmpty, "\(file.path) imports \(file.imports.map(\.module))")
      #expect(file.uses(of: foreign).map(file.place) == [])
    }
  }

  /// 2.
  @Test func aRuleSeesItsContextOnly() throws {
    let foreign: Set<String> = ["FileManager", "ClangFrontend", "SwiftFrontend", "Token", "Lexer"]
    for file in try sources("Rules") {
      for (module, index) in file.imports {
        #expect(["OrderLint", "MemoryModel"].contains(module), "\(file.place(index))")
      }
      #expect(file.uses(of: foreign).map(file.place) == [])
      #expect(storedProperties(ofRulesIn: file).map(file.place) == [])
    }
  }

  /// Instance properties with storage directly inside a `struct …: Rule`.
  private func storedProperties(ofRulesIn file: SwiftFile) -> [Int] {
    let depths = file.braceDepths
    let rules = file.tokens.indices.filter {
      file.words[$0] == "struct" && file.word($0 + 2) == ":" && file.word($0 + 3) == "Rule"
    }
    return rules.flatMap { start -> [Int] in
      let body = start + 4..<file.end(ofBraceAt: start + 4)
      return body.filter { index in
        ["let", "var"].contains(file.words[index]) && depths[index] == depths[start] + 1
          && file.word(index - 1) != "static" && file.isStored(index)
      }
    }
  }

  /// 3. What the front ends cannot express is an event or a problem in the module.
  @Test func loweringNeverThrows() throws {
    let files = try sources("SwiftFrontend") + sources("ClangFrontend/Lowering")
    for file in files {
      let throwing = file.tokens.indices.filter {
        file.tokens[$0].kind == .identifier && file.word($0 - 1) != "."
          && ["throws", "throw"].contains(file.words[$0])
      }
      #expect(throwing.map(file.place) == [])
    }
  }

  /// 4. An order that the operation does not allow is a sound module all the same.
  @Test func irRecordsWhatWasWrittenLegalOrNot() throws {
    let text = """
      module "a.c" c
      global x
      function f()
      b0:
        %0: write &x := 1, acquire
        %1 = read &x, release
        %2: fence relaxed
        return

      """
    let module = try IRText.parse(text.replacing("function", with: "\nfunction"), file: "a")
    #expect(IRVerifier.problems(in: module) == [])
    #expect(IRText.print(module) == text.replacing("function", with: "\nfunction"))
    for file in try sources("SwiftFrontend") + sources("ClangFrontend") {
      #expect(file.uses(of: ["Finding", "RuleDescription", "Severity"]).map(file.place) == [])
    }
  }

  /// 5.
  @Test func anUndecidedVerdictIsNeitherAllowedNorForbidden() {
    #expect(!Verdict.undecided.isAllowed)
    #expect(!Verdict.undecided.isForbidden)
    let data = Variable("data")
    let flag = Variable("flag")
    let seen = Register("seen")
    let scenario = Scenario(threads: [
      Scenario.Thread(
        name: "put",
        steps: [
          Step(.store(data, .constant(1), .plain)),
          Step(.store(flag, .constant(1), .atomic(.release))),
        ]),
      Scenario.Thread(
        name: "get",
        steps: [
          Step(.load(seen, flag, .atomic(.acquire))), Step(.assume(.register(seen))),
          Step(.load(Register("value"), data, .plain)),
        ]),
    ])
    let full = Checker().ask(.dataRace(on: data), of: scenario)
    #expect(full.isForbidden)
    let cut = Checker(budget: Budget(candidates: 1)).ask(.dataRace(on: data), of: scenario)
    #expect(!cut.isForbidden && !cut.isAllowed)
  }

  /// 6. Nothing that differs from run to run may flow into the output.
  @Test func sameInputSameOutputBytes() throws {
    let varying: Set<String> = ["Date", "UUID", "SystemRandomNumberGenerator"]
    for directory in ["MemoryModel", "OrderLint", "Rules", "ClangFrontend", "SwiftFrontend"] {
      for file in try sources(directory) {
        #expect(file.uses(of: varying).map(file.place) == [])
        let random = file.tokens.indices.filter {
          ["hashValue", "randomElement", "shuffled", "random"].contains(file.words[$0])
            && file.word($0 - 1) == "."
        }
        #expect(random.map(file.place) == [])
      }
    }
  }

  /// 7.
  @Test func onlyTheCommandPrintsExitsOrReadsTheEnvironment() throws {
    let calls: Set<String> = [
      "print", "debugPrint", "dump", "puts", "fputs", "putchar", "exit", "_exit", "abort", "getenv",
      "setenv", "readLine",
    ]
    let names: Set<String> = ["stdout", "stderr", "stdin", "CommandLine"]
    let members: Set<String> = [
      "standardOutput", "standardError", "standardInput", "environment", "arguments",
    ]
    for file in try SwiftFile.all(below: "Sources")
    where !file.path.hasPrefix("Sources/orderlint-cli/") {
      #expect(file.calls(of: calls).map(file.place) == [])
      #expect(file.uses(of: names).map(file.place) == [])
      let reads = file.tokens.indices.filter {
        members.contains(file.words[$0]) && file.word($0 - 1) == "."
          && ["FileHandle", "processInfo", "ProcessInfo"].contains(file.word($0 - 2))
      }
      #expect(reads.map(file.place) == [])
    }
  }
}
