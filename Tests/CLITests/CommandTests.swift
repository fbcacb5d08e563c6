import Foundation
import TestSupport
import Testing

/// The executable as a user runs it.
@Suite struct CommandTests {
  /// Wherever source is read, the same options are read in the same way.
  @Test(arguments: ["check", "census", "dump-ir", "model"])
  func pathsOfOptionsMustExist(command: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write("int main(void) { return 0; }\n", to: "main.c")
    let run = try CommandRun([command, "-p", "nowhere", "main.c"], in: directory.url)
    #expect(run.code == 2)
    #expect(run.diagnostics.contains("--build-path: there is no 'nowhere'"))
    #expect(try CommandRun([command, "-j", "0", "main.c"], in: directory.url).code == 2)
    #expect(try CommandRun([command, "-j", "1", "main.c"], in: directory.url).code == 0)
  }

  @Test(arguments: [
    (["--bogus"], "Unknown option '--bogus'"), (["-f", "xml"], "'xml' is invalid"),
    (["-j", "0"], "--jobs must be 1 or more"), (["-j", "many"], "'many' is invalid"),
    (["--fail-on", "bad"], "'bad' is invalid"), (["-p", "/no/such"], "there is no '/no/such'"),
    (["--select", "no-such-rule", "."], "there is no rule 'no-such-rule'"),
    (["explain"], "Missing expected argument"), (["explain", "no-such-rule"], "no rule"),
    (["/no/such/file.c"], "No such file or directory"),
  ])
  func usageErrorsAreTwo(arguments: [String], message: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.code == 2)
    #expect(run.diagnostics.contains(message))
    #expect(run.output == "")
  }

  @Test(arguments: [
    ["--version"], ["--help"], ["check", "--help"], ["rules"], ["rules", "--json"],
  ])
  func informationIsZeroOnStandardOutput(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.code == 0)
    #expect(run.diagnostics == "")
    #expect(run.output != "")
  }

  @Test func explainPrintsTheManualPage() throws {
    for name in ["unused-suppression", "orderlint-unused-suppression"] {
      let run = try CommandRun(["explain", name])
      #expect(run.code == 0)
      #expect(run.output.hasPrefix("unused-suppression  warning\n"))
      #expect(!run.output.contains("\u{1B}"))
    }
    let colored = try CommandRun(
      ["explain", "unused-suppression"], environment: ["CLICOLOR_FORCE": "1"])
    #expect(colored.output.contains("\u{1B}["))
    let plain = try CommandRun(
      ["explain", "unused-suppression"], environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"])
    #expect(!plain.output.contains("\u{1B}["))
  }

  @Test func rulesAsJSONAreSorted() throws {
    let run = try CommandRun(["rules", "--json"])
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let ids = try #require(value as? [[String: Any]]).compactMap { $0["id"] as? String }
    #expect(ids == ids.sorted())
    #expect(ids.contains("unused-suppression"))
  }

  @Test func emptyDirectoryIsTwoUnlessAllowed() throws {
    let directory = try TemporaryDirectory()
    #expect(try CommandRun([], in: directory.url).code == 2)
    #expect(try CommandRun(["--allow-empty"], in: directory.url).code == 0)
  }
}
