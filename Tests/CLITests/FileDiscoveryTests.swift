import Foundation
import OrderLint
import TestSupport
import Testing

@testable import orderlint

@Suite struct FileDiscoveryTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func discover(_ paths: String..., forceExclude: Bool = false) -> FileDiscovery {
    FileDiscovery(
      paths: paths, workingDirectory: directory.url.path, forceExclude: forceExclude)
  }

  private func named(_ discovery: FileDiscovery) -> [String] {
    discovery.files.filter(\.isNamed).map(\.path)
  }

  private func write(_ files: [String], _ text: String = "") throws {
    for file in files { try directory.write(text, to: file) }
  }

  @Test func walkSkipsWhatIsNotSource() throws {
    try write([
      "a.c", "b.h", "c.swift", "d.cpp", "e.txt", ".hidden/a.c", ".build/b.c", "node_modules/c.c",
      "deep/er/f.c", ".g.c",
    ])
    #expect(named(discover()) == ["a.c", "b.h", "c.swift", "d.cpp", "deep/er/f.c"])
  }

  @Test func ignoreFilesNestAndNegate() throws {
    try write(["a.c", "gen/x.c", "gen/keep.c", "src/a.gen.c", "src/b.c", "src/out/c.c", "doc/d.c"])
    try directory.write("*.gen.c\n/gen/*\n!/gen/keep.c\n", to: ".gitignore")
    try directory.write("out/\n", to: "src/.gitignore")
    try directory.write("doc\n", to: ".orderlintignore")
    #expect(named(discover()) == ["a.c", "gen/keep.c", "src/b.c"])
    // The ignore files above the start of the walk hold as well.
    try write([".git/HEAD"])
    #expect(named(discover("src")) == ["src/b.c"])
  }

  @Test func excludeFileOfTheRepositoryHolds() throws {
    try write(["a.c", "b.c", ".git/HEAD"])
    try directory.write("b.c\n", to: ".git/info/exclude")
    #expect(named(discover()) == ["a.c"])
  }

  @Test func namedFilesAreTakenUnlessExclusionIsForced() throws {
    try write(["gen/x.c", "y.c"])
    try directory.write("gen/\n", to: ".gitignore")
    #expect(named(discover("gen/x.c")) == ["gen/x.c"])
    #expect(named(discover("gen")) == ["gen/x.c"])
    #expect(named(discover("gen/x.c", "y.c", forceExclude: true)) == ["y.c"])
    #expect(named(discover("gen", forceExclude: true)) == [])
  }

  @Test func linksDoNotLoopOrDouble() throws {
    try write(["src/a.c"])
    let manager = FileManager.default
    let url = directory.url
    try manager.createSymbolicLink(
      at: url.appending(path: "src/loop"), withDestinationURL: url.appending(path: "src"))
    try manager.createSymbolicLink(
      at: url.appending(path: "self.c"), withDestinationURL: url.appending(path: "self.c"))
    try manager.createSymbolicLink(
      at: url.appending(path: "alias.c"), withDestinationURL: url.appending(path: "src/a.c"))
    #expect(named(discover()) == ["src/a.c"])
    #expect(named(discover("src", "src/a.c", "./src/../src/a.c", "src/loop")) == ["src/a.c"])
    #expect(named(discover("alias.c")) == ["alias.c"])
    #expect(discover("self.c").errors.count == 1)
  }

  @Test func pathsAboveTheWorkingDirectoryAreRelative() throws {
    try write(["one/a.c", "two/b.c"])
    let discovery = FileDiscovery(
      paths: ["../two"], workingDirectory: directory.url.path + "/one", forceExclude: false)
    #expect(discovery.files.map(\.path) == ["../two/b.c"])
  }

  @Test func rootsAreTheNearestMarkers() throws {
    try write([".git/HEAD", "pkg/Package.swift", "pkg/src/a.c", "other/b.c"])
    let inside = discover("pkg/src/a.c")
    #expect(inside.programRoot == directory.url.path + "/pkg")
    #expect(inside.repositoryRoot == directory.url.path)
    #expect(inside.files.map(\.path) == ["pkg/Package.swift", "pkg/src/a.c"])
    #expect(discover().programRoot == directory.url.path)
  }

  @Test func devicesAreNoInput() {
    #expect(discover("/dev/null").errors.count == 1)
  }
}

@Suite struct FileVettingTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func vet(_ name: String, _ bytes: [UInt8]) throws -> FileVetting {
    let url = directory.url.appending(path: name)
    try Data(bytes).write(to: url)
    let discovery = FileDiscovery(
      paths: [name], workingDirectory: directory.url.path, forceExclude: false)
    return FileVetting(discovery.files, jobs: 1)
  }

  private func expect(
    _ vetting: FileVetting, isUsable: Bool, message: String?, at position: SourcePosition? = nil
  ) {
    #expect(vetting.files.isEmpty == !isUsable)
    #expect(vetting.problems.count == (message == nil ? 0 : 1))
    if let message { #expect(vetting.problems.first?.message.contains(message) == true) }
    #expect(vetting.problems.first?.position == position)
  }

  @Test func ordinaryAndEmptyFilesAreUsable() throws {
    expect(try vet("a.c", Array("int x; // größer\n".utf8)), isUsable: true, message: nil)
    expect(try vet("e.c", []), isUsable: true, message: nil)
    expect(try vet("b.swift", [0xEF, 0xBB, 0xBF, 0x0A]), isUsable: true, message: nil)
  }

  @Test func binaryIsSkippedWithItsPlace() throws {
    let bytes = Array("\u{7F}ELF\nab\0c".utf8)
    expect(
      try vet("a.c", bytes), isUsable: false, message: "not a text file",
      at: SourcePosition(line: 2, column: 3))
  }

  @Test func utf16IsNamed() throws {
    expect(try vet("a.swift", [0xFF, 0xFE, 0x61, 0]), isUsable: false, message: "UTF-16")
  }

  @Test func brokenUTF8IsReportedWithItsPlace() throws {
    let bytes = Array("ü\n// caf".utf8) + [0xE9, 0x0A]
    let place = SourcePosition(line: 2, column: 7)
    let c = try vet("a.c", bytes)
    expect(c, isUsable: true, message: "not UTF-8", at: place)
    #expect(c.problems.first?.severity == .note)
    let swift = try vet("a.swift", bytes)
    expect(swift, isUsable: true, message: "not UTF-8", at: place)
    #expect(swift.problems.first?.severity == .warning)
  }

  @Test func hugeFileIsSkippedUnread() throws {
    let url = directory.url.appending(path: "huge.c")
    try Data().write(to: url)
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: 50 << 20)
    try handle.close()
    let discovery = FileDiscovery(
      paths: ["huge.c"], workingDirectory: directory.url.path, forceExclude: false)
    expect(FileVetting(discovery.files, jobs: 1), isUsable: false, message: "50 MB")
  }

  @Test func fileThatVanishedIsReported() throws {
    let path = try directory.write("x", to: "a.c")
    let discovery = FileDiscovery(
      paths: ["a.c"], workingDirectory: directory.url.path, forceExclude: false)
    try FileManager.default.removeItem(atPath: path)
    expect(FileVetting(discovery.files, jobs: 1), isUsable: false, message: "cannot be read")
  }
}
