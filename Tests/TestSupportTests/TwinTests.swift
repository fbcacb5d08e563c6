import ClangFrontend
import Foundation
import OrderLint
import SwiftFrontend
import TestSupport
import Testing

@Suite struct TwinFormTests {
  @Test(arguments: try Twin.all())
  func writtenIRIsSound(twin: Twin) {
    #expect(IRVerifier.problems(in: twin.ir) == [])
    #expect(!twin.ir.functions.isEmpty)
  }

  private func text(_ body: String) throws -> String {
    try IRText.parse("global x\nglobal y\nfunction f(p)\n  locals a, b\n" + body, file: "t")
      .twinText
  }

  /// Two ways to lower `if (x == 0) return 1; y = x;`.
  @Test func incidentalDifferencesDisappear() throws {
    let first = try text(
      """
      b0:
        %0 = read &x, plain
        %1: assign a := %0
        if a == 0 then b1 else b2
      b1:
        return 1
      b2:
        %2: write &y := a, plain
        return
      """)
    let second = try text(
      """
      b0:
        jump b1
      b1:
        %7 = read &x, plain
        if %7 then b3 else b2
      b2:
        jump b4
      b3:
        %3: write &y := %7, plain
        jump b5
      b4:
        return 1
      b5:
        return
      """)
    #expect(first == second)
  }

  @Test(arguments: [
    ("b0:\n%0: write &x := 1, plain\nreturn", "b0:\n%0: write &x := 2, plain\nreturn"),
    ("b0:\n%0: write &x := 1, plain\nreturn", "b0:\n%0: write &x := 1, relaxed\nreturn"),
    ("b0:\n%0: write &x := 1, plain\nreturn", "b0:\n%0: write &y := 1, plain\nreturn"),
    (
      "b0:\nif p then b1 else b2\nb1:\nreturn 1\nb2:\nreturn 2",
      "b0:\nif p then b1 else b2\nb1:\nreturn 2\nb2:\nreturn 1"
    ),
    (
      "b0:\n%0: fence release\n%1: write &x := 1, relaxed\nreturn",
      "b0:\n%1: write &x := 1, relaxed\n%0: fence release\nreturn"
    ),
    (
      "b0:\njump b1\nb1:\n%0 = read &x, plain\nif %0 then b1 else b2\nb2:\nreturn",
      "b0:\njump b1\nb1:\n%0 = read &x, plain\nif %0 then b2 else b1\nb2:\nreturn"
    ),
  ])
  func realDifferencesStay(first: String, second: String) throws {
    #expect(try text(first) != text(second))
  }
}

/// Both front ends give the IR that is written down.
@Suite struct TwinTests {
  @Test(arguments: try Twin.all())
  func cGivesTheWrittenIR(twin: Twin) throws {
    let root = URL(filePath: twin.c).deletingLastPathComponent().path
    let commands = try CompileCommands(root: root, files: [twin.c], databasePath: nil)
    let module = ClangFrontend(commands: commands, root: root).lower(twin.c)
    #expect(module.problems == [])
    #expect(IRVerifier.problems(in: module) == [])
    #expect(module.twinText == twin.ir.twinText, "\(IRText.print(module))")
  }

  @Test(arguments: try Twin.all().filter { $0.cpp != nil })
  func cppGivesTheWrittenIR(twin: Twin) throws {
    let file = try #require(twin.cpp)
    let root = URL(filePath: file).deletingLastPathComponent().path
    let commands = try CompileCommands(root: root, files: [file], databasePath: nil)
    let module = ClangFrontend(commands: commands, root: root).lower(file)
    #expect(module.problems == [])
    #expect(IRVerifier.problems(in: module) == [])
    #expect(module.twinText == twin.ir.twinText, "\(IRText.print(module))")
  }

  @Test(arguments: try Twin.all())
  func swiftGivesTheWrittenIR(twin: Twin) throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: twin.swift)))
    let frontend = SwiftFrontend(files: [(path: "\(twin.name)/program.swift", bytes: bytes)])
    let module = try #require(frontend.lower().first)
    #expect(module.problems == [])
    #expect(IRVerifier.problems(in: module) == [])
    #expect(module.twinText == twin.ir.twinText, "\(IRText.print(module))")
  }
}
