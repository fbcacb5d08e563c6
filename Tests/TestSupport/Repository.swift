import Foundation

/// This repository on disk, for tests that read its files.
public enum Repository {
  /// The directory that holds `Package.swift`.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a fixture below `Tests/Fixtures`.
  public static func fixture(_ path: String) -> String {
    root.appending(path: "Tests/Fixtures/\(path)").path
  }

  /// The text of a file of the repository.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The files below a directory of the repository, as sorted paths relative to the repository.
  /// Hidden ones are left out; a directory that does not exist has none.
  public static func files(below directory: String, extensions: Set<String>? = nil) -> [String] {
    filesBelow(root.appending(path: directory).path)
      .map { "\(directory)/\($0)" }
      .filter { path in extensions.map { $0.contains(URL(filePath: path).pathExtension) } ?? true }
  }
}

/// The files below a directory as sorted relative paths, hidden ones left out.
func filesBelow(_ directory: String) -> [String] {
  let enumerator = FileManager.default.enumerator(atPath: directory)
  let all = (enumerator?.allObjects as? [String]) ?? []
  return all.filter { path in
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: "\(directory)/\(path)", isDirectory: &isDirectory)
    let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
    return exists && !isDirectory.boolValue && !isHidden
  }.sorted()
}

/// A directory that is removed when the last reference to it goes.
public final class TemporaryDirectory {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "orderlint-\(UUID().uuidString)").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file at a relative path and returns its absolute path.
  @discardableResult
  public func write(_ text: String, to path: String) throws -> String {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
