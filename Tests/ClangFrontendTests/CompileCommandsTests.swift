import ClangFrontend
import Foundation
import OrderLint
import Testing

/// The ladder of places that flags come from, and what hostile ones do.
struct CompileCommandsTests {
  private func database(_ entries: String) -> String { "[\(entries)]" }

  private func entry(_ file: String, _ arguments: String, directory: String) -> String {
    #"{"directory": "\#(directory)", "file": "\#(file)", "arguments": [\#(arguments)]}"#
  }

  @Test(arguments: [
    "compile_commands.json", "build/compile_commands.json", "out/debug/compile_commands.json",
    "cmake-build-debug/compile_commands.json", "builddir/compile_commands.json",
  ])
  func databasesAreFound(path: String) throws {
    let workspace = try Workspace(["a.c": "int x;"])
    let text = database(entry("a.c", #""cc", "-DFOUND", "-c", "a.c""#, directory: workspace.root))
    try workspace.write(path, Data(text.utf8))
    let command = try workspace.commands().command(for: "a.c")
    #expect(command.arguments == ["-DFOUND"])
    #expect(command.source == .database("\(workspace.root)/\(path)"))
  }

  @Test func commandStringsAndRelativeDirectories() throws {
    let workspace = try Workspace([
      "src/a.c": "int x;",
      "build/compile_commands.json":
        #"[{"directory": ".", "file": "../src/a.c", "command": "cc -I../inc -DS='a b' -c ../src/a.c"}]"#,
    ])
    let command = try workspace.commands().command(for: "src/a.c")
    #expect(command.arguments == ["-I../inc", "-DS=a b"])
    #expect(command.directory == workspace.root + "/build")
  }

  @Test func theNewestDatabaseWins() throws {
    let workspace = try Workspace(["a.c": "int x;"])
    for (path, age) in [("build-a", 100.0), ("build-b", 0), ("build-c", 50)] {
      let text = database(entry("a.c", #""cc", "-D\#(path)""#, directory: workspace.root))
      let file = "\(path)/compile_commands.json"
      try workspace.write(file, Data(text.utf8))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)],
        ofItemAtPath: "\(workspace.root)/\(file)")
    }
    #expect(try workspace.commands().command(for: "a.c").arguments == ["-Dbuild-b"])
  }

  @Test func theUsersDatabaseWinsAndMustExist() throws {
    let workspace = try Workspace(["a.c": "int x;"])
    try workspace.write(
      "compile_commands.json",
      Data(database(entry("a.c", #""cc", "-DROOT""#, directory: workspace.root)).utf8))
    try workspace.write(
      "mine/compile_commands.json",
      Data(database(entry("a.c", #""cc", "-DMINE""#, directory: workspace.root)).utf8))
    let chosen = try workspace.commands(database: workspace.root + "/mine")
    #expect(chosen.command(for: "a.c").arguments == ["-DMINE"])
    #expect(throws: CompileCommands.DatabaseError.self) {
      try workspace.commands(database: workspace.root + "/absent.json")
    }
  }

  @Test func aHeaderBorrowsFromTheFileBesideIt() throws {
    let workspace = try Workspace(["src/lock.c": "", "src/lock.h": "", "lib/a.c": ""])
    let entries = [
      entry("lib/a.c", #""cc", "-DLIB""#, directory: workspace.root),
      entry("src/lock.c", #""cc", "-DSRC""#, directory: workspace.root),
    ]
    try workspace.write(
      "compile_commands.json", Data(database(entries.joined(separator: ",")).utf8))
    #expect(try workspace.commands().command(for: "src/lock.h").arguments == ["-DSRC"])
  }

  @Test func swiftPackagesAreReadByTheirFolders() throws {
    let workspace = try Workspace([
      "Package.swift": "fatalError()",
      "Sources/CShim/shim.c": "#include \"shim.h\"\n#include \"base.h\"\nint f(void) { return B; }",
      "Sources/CShim/include/shim.h": "int f(void);",
      "Sources/CBase/include/base.h": "#define B 2",
    ])
    let command = try workspace.commands().command(for: "Sources/CShim/shim.c")
    #expect(command.source == .swiftPackage)
    #expect(command.arguments.contains("\(workspace.root)/Sources/CShim/include"))
    let module = try workspace.frontend().lower("Sources/CShim/shim.c")
    #expect(module.problems == [])
    #expect(module.functions.map { IRText.print($0) }.joined().contains("return 2"))
  }

  @Test func compileFlagsText() throws {
    let workspace = try Workspace([
      "compile_flags.txt": "-DTOP\n\n-Iinc\n", "sub/compile_flags.txt": "-DSUB", "a.c": "",
      "sub/a.c": "",
    ])
    let commands = try workspace.commands()
    #expect(commands.command(for: "a.c").arguments == ["-DTOP", "-Iinc"])
    #expect(commands.command(for: "sub/a.c").arguments == ["-DSUB"])
  }

  @Test func includesAreGuessedNearestFirst() throws {
    let workspace = try Workspace([
      "one/src/a.c": "#include \"lib/x.h\"\nint f(void) { return X; }",
      "one/include/lib/x.h": "#include <lib/y.h>\n#define X Y",
      "one/include/lib/y.h": "#define Y 1",
      "two/include/lib/x.h": "#define X 2",
    ])
    let command = try workspace.commands().command(for: "one/src/a.c")
    #expect(command.source == .inferred)
    #expect(command.arguments.contains("\(workspace.root)/one/include"))
    let module = try workspace.frontend().lower("one/src/a.c")
    #expect(module.problems == [])
    #expect(IRText.print(try #require(module.functions.first)).contains("return 1"))
  }

  /// With such a folder on `-I`, every atomic operation of the file would be lost.
  @Test func aFolderWithItsOwnStdatomicIsNotOnTheSystemPath() throws {
    let workspace = try Workspace([
      "compat/stdatomic.h": "#define atomic_store(p, v) (*(p) = (v))",
      "compat/tools.h": "#define TOOL 1",
      "a.c":
        "#include <stdatomic.h>\n#include \"tools.h\"\natomic_int x; void f(void) { atomic_store(&x, TOOL); }",
    ])
    let module = try workspace.frontend().lower("a.c")
    #expect(module.problems == [])
    #expect(
      IRText.print(try #require(module.functions.first)).contains("write &x := 1, implicit seq_cst")
    )
  }

  @Test func aMissingHeaderCostsANote() throws {
    let module = try lower(
      "#include \"config.h\"\n#include <stdatomic.h>\natomic_int x; void f(void) { x = 1; }")
    #expect(module.problems.map(\.severity) == [.note])
    #expect(module.problems.first?.position == SourcePosition(line: 1, column: 10))
    #expect(module.functions.count == 1)
  }

  // MARK: Hostile databases

  @Test(arguments: [
    ("[\n  {\"file\": \"a.c\",,}\n]", SourcePosition(line: 2, column: 18)),
    ("", SourcePosition(line: 1, column: 1)), ("[", SourcePosition(line: 1, column: 2)),
    ("[{\"file\": \"a", SourcePosition(line: 1, column: 13)),
    ("nonsense", SourcePosition(line: 1, column: 1)),
    ("[1] x", SourcePosition(line: 1, column: 5)), ("[\"\\ud800\"]", nil),
    (String(repeating: "[", count: 100_000), nil),
    ("[\"\\u12\"]", nil), ("{}", nil), ("3", nil),
  ])
  func brokenDatabase(text: String, position: SourcePosition?) throws {
    let workspace = try Workspace(["a.c": "int x;", "compile_commands.json": text])
    let commands = try workspace.commands()
    let problem = try #require(commands.problems.first)
    #expect(problem.severity == .warning)
    #expect(problem.file == "compile_commands.json")
    if let position { #expect(problem.position == position) }
    #expect(commands.command(for: "a.c").source == .inferred)
  }

  @Test(arguments: [
    "1", "null", "[]", "{}", #"{"file": 3, "directory": "/", "command": "cc"}"#,
    #"{"file": "a.c", "directory": {}, "command": "cc"}"#,
    #"{"file": "a.c", "directory": "/no/such/place", "command": "cc"}"#,
    #"{"file": "a.c", "directory": "/", "arguments": [1, 2]}"#,
    #"{"file": "a.c", "directory": "/", "arguments": []}"#,
    #"{"file": "a.c", "directory": "/", "arguments": "cc"}"#,
    #"{"file": "", "directory": "/", "command": "cc"}"#,
    #"{"file": "a.c", "directory": "/", "command": ""}"#,
  ])
  func uselessEntriesAreLeftOut(text: String) throws {
    let workspace = try Workspace(["a.c": "int x;", "compile_commands.json": "[\(text)]"])
    let commands = try workspace.commands()
    #expect(commands.problems.count == 1)
    #expect(commands.problems.first?.message.hasPrefix("entry 1 is left out") == true)
    #expect(commands.command(for: "a.c").source == .inferred)
  }

  @Test func aDatabaseCannotMakeClangLoadOrWriteAnything() throws {
    let workspace = try Workspace(["a.c": "int f(void) { return 1; }"])
    let arguments = [
      "cc", "-Xclang", "-load", "-Xclang", "./evil.so", "-fplugin=./evil.so", "-o", "written.o",
      "-MD",
      "-MF", "written.d", "-save-temps", "--serialize-diagnostics", "written.dia", "-c", "a.c",
    ]
    let list = arguments.map { "\"\($0)\"" }.joined(separator: ",")
    try workspace.write(
      "compile_commands.json", Data(database(entry("a.c", list, directory: workspace.root)).utf8))
    let before = try FileManager.default.contentsOfDirectory(atPath: workspace.root).sorted()
    let module = try workspace.frontend().lower("a.c")
    #expect(module.problems == [])
    #expect(module.functions.count == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.root).sorted() == before)
  }

  @Test func argumentsClangRefusesAreLeftOut() throws {
    let workspace = try Workspace(["a.c": "int f(void) { return A; }"])
    let list = #""cc", "-DA=1", "-std=gnu99x", "--target=no-such-machine", "-c", "a.c""#
    try workspace.write(
      "compile_commands.json", Data(database(entry("a.c", list, directory: workspace.root)).utf8))
    let module = try workspace.frontend().lower("a.c")
    #expect(module.functions.count == 1)
    #expect(IRText.print(module).contains("return 1"))
  }
}
