import Foundation
import Testing

@testable import ClangFrontend

/// What survives of the arguments of an untrusted build.
struct FlagCleaningTests {
  private func clean(_ arguments: [String]) -> [String] {
    FlagCleaning(arguments, directory: "/repo/build", input: "../a.c", root: "/repo").kept
  }

  @Test(arguments: [
    ["-c", "-o", "a.o", "-MD", "-MF", "a.d", "-MT", "a.o", "-MP"],
    ["-fplugin=./evil.so"], ["-fplugin", "./evil.so"],
    ["-Xclang", "-load", "-Xclang", "./evil.so"],
    ["-specs=evil"], ["-wrapper", "sh,-c"], ["-B", "./tools"], ["--config", "evil.cfg"],
    ["-fpass-plugin=evil.so"], ["-ivfsoverlay", "x.yaml"], ["-include-pch", "x.pch"],
    ["-fmodule-mapper=|sh"], ["-save-temps"], ["-Wall"], ["-Werror=foo"], ["-Wl,-rpath,x"],
    ["-flto=auto"], ["-fanalyzer"], ["-fconserve-stack"], ["-mindirect-branch=thunk"],
    ["--param", "max-inline=3"], ["-O2"], ["-g"], ["-march=native"], ["-x", "c++"], ["-std=c++17"],
    ["-fno-allow-store-data-races"], ["-fcallgraph-info=su"], ["-mpreferred-stack-boundary=3"],
    ["-dumpdir", "x"], ["--serialize-diagnostics", "x.dia"], ["-index-store-path", "x"], ["../a.c"],
    ["-fprofile-use=x"], ["-fcrash-diagnostics-dir=x"], ["-ftime-trace=x"], ["@missing.rsp"],
  ])
  func dropped(arguments: [String]) {
    #expect(clean(["cc"] + arguments) == [])
  }

  @Test(arguments: [
    ["-I", "include"], ["-Iinclude"], ["-isystem", "/vendor/x"], ["-iquote", "."], ["-DX=1"],
    ["-D", "X"], ["-UX"], ["-std=gnu11"], ["-include", "config.h"], ["-pthread"], ["-m32"],
    ["--target=aarch64-linux-gnu"], ["-fshort-enums"], ["-funsigned-char"], ["-x", "c"],
  ])
  func kept(arguments: [String]) {
    #expect(clean(["cc"] + arguments) == arguments)
  }

  @Test func launchersAndCompilersGo() {
    #expect(clean(["ccache", "/usr/bin/gcc", "-DA"]) == ["-DA"])
    #expect(clean(["env", "CC=x", "distcc", "clang", "-DA"]) == ["-DA"])
    #expect(
      clean(["aarch64-linux-gnu-gcc-12", "-DA"]) == ["--target=aarch64-linux-gnu", "-DA"])
  }

  @Test func whatWasRemovedIsTold() {
    let cleaned = FlagCleaning(
      ["cc", "-O2", "-DA", "a.c"], directory: "/repo", input: "a.c", root: "/repo")
    #expect(cleaned.removed == ["cc", "-O2"])
  }

  @Test func responseFilesAreReadInsideTheRootOnly() throws {
    let workspace = try Workspace([
      "flags.rsp": "-DIN='a b' -fplugin=x.so @more.rsp", "more.rsp": "-DMORE",
    ])
    let outside = try Workspace(["secret.rsp": "-DSECRET"])
    let cleaned = FlagCleaning(
      ["cc", "@flags.rsp", "@\(outside.root)/secret.rsp", "@../secret.rsp"],
      directory: workspace.root, input: nil, root: workspace.root)
    #expect(cleaned.kept == ["-DIN=a b", "-DMORE"])
  }

  @Test func aResponseFileThatNamesItselfEnds() throws {
    let workspace = try Workspace(["loop.rsp": "-DA @loop.rsp"])
    let cleaned = FlagCleaning(
      ["cc", "@loop.rsp"], directory: workspace.root, input: nil, root: workspace.root)
    #expect(Set(cleaned.kept) == ["-DA"])
  }

  @Test(arguments: [
    (#"a "b c" 'd e' f\ g"#, ["a", "b c", "d e", "f g"]),
    (#"-DX="\"q\"" -DY='"z"'"#, [#"-DX="q""#, #"-DY="z""#]),
    (#"a"b"c ''"#, ["abc", ""]),
    ("", []), ("  ", []), (#"un"closed"#, ["unclosed"]),
  ])
  func shellWords(text: String, words: [String]) {
    #expect(ShellWords.split(text) == words)
  }
}
