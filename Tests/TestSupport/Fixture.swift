import Foundation
import OrderLint

/// One file of a fixture, as a run sees it.
public struct FixtureSource: Hashable, Sendable {
  /// Relative to the fixture: the file's name if the fixture is one file.
  public var path: String
  public var text: String

  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// A fixture with one choice of orders: a program, and what OrderLint must say about it.
public struct FixtureRun: Sendable, CustomStringConvertible {
  /// The fixture's name, with the choice of orders if it has one.
  public var name: String
  public var sources: [FixtureSource]
  /// The findings that must be there. Any other is a failure.
  public var expectations: [Expectation]
  /// The places to which a note of some finding must point, if anything is found.
  public var notes: [Expectation]

  public var description: String { name }

  /// A place where something is said.
  public struct Expectation: Hashable, Sendable {
    public var file: String
    public var line: Int
    /// Nil for notes.
    public var rule: String?
    /// Text that the message contains.
    public var text: String?
    /// UTF-8 columns, 1-based and half-open, of a finding whose extent is given by carets.
    public var columns: Range<Int>?
  }
}

/// Why a fixture cannot be used.
public struct FixtureError: Error, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}

/// An annotated program: a file, or a directory whose files form one program.
///
/// The comments that annotate it are described in CONTRIBUTING.md.
public struct Fixture {
  /// The runs of the fixture at the path: one for every combination of its orders.
  public static func load(_ path: String) throws -> [FixtureRun] {
    let name = URL(filePath: path).lastPathComponent
    return try runs(name: name, sources: try read(path))
  }

  /// The runs of all fixtures directly inside a directory, sorted by name.
  public static func loadAll(in directory: String) throws -> [FixtureRun] {
    try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { !$0.hasPrefix(".") }.sorted()
      .flatMap { try load("\(directory)/\($0)") }
  }

  /// Everything that is wrong in the runs of the fixture, according to what `analyse` finds.
  public static func failures(
    at path: String, analyse: ([FixtureSource]) throws -> [Finding]
  ) throws -> [String] {
    try load(path).flatMap { run in
      try run.failures(comparing: analyse(run.sources)).map { "\(run.name): \($0)" }
    }
  }

  /// The runs of a program that is not on disk.
  public static func runs(name: String, sources: [FixtureSource]) throws -> [FixtureRun] {
    let files = try sources.map { try AnnotatedFile($0) }
    let choices = try OrderChoice.combinations(files.flatMap(\.orders))
    let annotations = files.flatMap(\.annotations)
    try check(annotations, choices: choices, name: name)
    return choices.map { choice in
      let label = choice.description.isEmpty ? "" : " [\(choice)]"
      let chosen = files.map { $0.applying(choice) }
      return FixtureRun(
        name: name + label, sources: chosen.map(\.source),
        expectations: chosen.flatMap { $0.expectations(.expect, choice) },
        notes: chosen.flatMap { $0.expectations(.note, choice) })
    }
  }

  private static func check(
    _ annotations: [Annotation], choices: [OrderChoice], name: String
  ) throws {
    let expectations = annotations.filter { $0.kind == .expect }
    let saysNothing = annotations.contains { $0.kind == .nothing }
    if expectations.isEmpty != saysNothing {
      throw FixtureError("\(name): says 'expect: nothing' if and only if it expects nothing else")
    }
    for annotation in annotations {
      try annotation.checkCondition(choices)
      if !choices.contains(where: annotation.holds) {
        throw FixtureError("\(annotation.file):\(annotation.line): no run satisfies the condition")
      }
    }
  }

  private static func read(_ path: String) throws -> [FixtureSource] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FixtureError("\(path) does not exist")
    }
    guard isDirectory.boolValue else {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return [FixtureSource(path: URL(filePath: path).lastPathComponent, text: text)]
    }
    return try filesBelow(path).map { file in
      FixtureSource(
        path: file, text: try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8))
    }
  }
}
