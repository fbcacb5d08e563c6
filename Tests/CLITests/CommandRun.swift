import Foundation

/// One run of the built `orderlint`.
struct CommandRun {
  var code: Int32
  var output: String
  var diagnostics: String

  /// The executable lies beside the test bundle.
  private static var executable: URL {
    let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "orderlint")
  }

  init(
    _ arguments: [String], in directory: URL? = nil, environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    var variables = ProcessInfo.processInfo.environment
    for name in ["CI", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"] {
      variables[name] = nil
    }
    process.environment = variables.merging(environment) { $1 }
    // Files, since a full pipe would block the child.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let files = ["out", "err"].map { scratch.appendingPathExtension($0) }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    code = process.terminationReason == .exit ? process.terminationStatus : -1
    output = try String(contentsOf: files[0], encoding: .utf8)
    diagnostics = try String(contentsOf: files[1], encoding: .utf8)
  }
}
