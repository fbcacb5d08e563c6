import ClangFrontend
import Foundation
import OrderLint
import Rules
import SwiftFrontend

/// Analyses sources as one program, as the command does.
public enum ProgramAnalysis {
  /// The rules that run unless asked otherwise, the one that is being tested, and those that the
  /// sources themselves mention.
  public static func rules(
    testing rule: String? = nil, on sources: [FixtureSource]
  ) -> [any Rule.Type] {
    Registry.all.filter { candidate in
      let description = candidate.description
      return !description.isOptional || description.id == rule
        || sources.contains { $0.text.contains(description.id) }
    }
  }

  /// The report on the sources, whose paths are relative.
  public static func report(
    on sources: [FixtureSource], testing rule: String? = nil
  ) throws -> Report {
    try report(on: sources, rules: rules(testing: rule, on: sources))
  }

  /// The report of some rules.
  public static func report(
    on sources: [FixtureSource], rules: [any Rule.Type]
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
    let texts = Dictionary(
      sources.map { ($0.path, Array($0.text.utf8)) }, uniquingKeysWith: { first, _ in first })
    return Linter(rules: rules, sources: { texts[$0] })
      .run(try modules(of: sources, in: directory.path))
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
