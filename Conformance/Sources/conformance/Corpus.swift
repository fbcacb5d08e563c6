import Foundation

/// The Swift files below one path.
struct SourceTree {
  var name: String
  var version: String
  var files: [URL]

  init(name: String, version: String = "", root: URL) {
    self.name = name
    self.version = version
    self.files = Self.swiftFiles(below: root)
  }

  private static func swiftFiles(below root: URL) -> [URL] {
    if root.pathExtension == "swift", !root.hasDirectoryPath { return [root] }
    let options: FileManager.DirectoryEnumerationOptions = [.skipsHiddenFiles]
    let entries = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey], options: options)
    var files: [URL] = []
    while let file = entries?.nextObject() as? URL {
      guard file.pathExtension == "swift",
        (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      else { continue }
      files.append(file)
    }
    return files.sorted { $0.path < $1.path }
  }
}

/// The packages that `Corpus/Package.swift` names, checked out by SwiftPM.
enum Corpus {
  enum Failure: Error, CustomStringConvertible {
    case notResolved(status: Int32)

    var description: String {
      switch self {
      case .notResolved(let status): "swift package resolve exited with \(status)"
      }
    }
  }

  private struct Resolution: Decodable {
    struct Pin: Decodable {
      struct State: Decodable { var version: String? }
      var location: String
      var state: State
    }
    var pins: [Pin]
  }

  /// The directory of this nested package, as it was when the executable was built.
  static var conformanceDirectory: URL {
    var directory = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { directory.deleteLastPathComponent() }
    return directory
  }

  static func resolve() throws -> [SourceTree] {
    let package = conformanceDirectory.appendingPathComponent("Corpus")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "package", "--package-path", package.path, "resolve"]
    process.standardOutput = FileHandle.standardError
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure.notResolved(status: process.terminationStatus)
    }
    let resolved = try Data(contentsOf: package.appendingPathComponent("Package.resolved"))
    let pins = try JSONDecoder().decode(Resolution.self, from: resolved).pins
    let checkouts = package.appendingPathComponent(".build/checkouts")
    return pins.map { pin in
      var name = URL(fileURLWithPath: pin.location).lastPathComponent
      if name.hasSuffix(".git") { name.removeLast(4) }
      return SourceTree(
        name: name, version: pin.state.version ?? "",
        root: checkouts.appendingPathComponent(name))
    }.sorted { $0.name < $1.name }
  }
}
