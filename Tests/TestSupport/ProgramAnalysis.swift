import ClangFrontend
import Foundation
import OrderLint
import Rules
import SwiftFrontend

/// Analyses sources as one program, as the command does.
public enum ProgramAnalysis {
  /// The report on the sources, whose paths are relative.
  public static func report(
    on sources: [FixtureSource], rules: [any Rule.Type] = Registry.all
  ) throws -> Report {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("orderlint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    for source in sources {
      let file = directory.appendingPathComponent(source.path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(source.text.utf8).write(to: file)
    }
    return Linter(rules: rules).run(try modules(of: sources, in: directory.path))
  }

  private static func modules(of sources: [FixtureSource], in root: String) throws -> [Module] {
    let c = sources.map(\.path).filter { ClangFrontend.reads($0) }.sorted()
    let commands = try CompileCommands(root: root, files: c, databasePath: nil)
    let clang = ClangFrontend(commands: commands, root: root)
    let swift = SwiftFrontend(
      files: sources.filter { $0.path.hasSuffix(".swift") && !$0.path.hasSuffix("Package.swift") }
        .map { ($0.path, Array($0.text.utf8)) })
    return clang.plan(files: c).units.map { clang.lower($0) } + swift.lower()
  }
}
