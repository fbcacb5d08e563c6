import Foundation

/// A file that holds the output a test expects, byte for byte.
public enum GoldenFile {
  /// What differs, or nil if the output is as expected. With `ORDERLINT_UPDATE=1` in the
  /// environment the file is written instead, and a changed file is still a failure.
  public static func difference(of actual: String, from path: String) throws -> String? {
    let isUpdating = ProcessInfo.processInfo.environment["ORDERLINT_UPDATE"] == "1"
    return try difference(of: actual, from: path, isUpdating: isUpdating)
  }

  static func difference(
    of actual: String, from path: String, isUpdating: Bool
  ) throws -> String? {
    let expected = FileManager.default.contents(atPath: path)
    if expected == Data(actual.utf8) { return nil }
    if isUpdating {
      let directory = URL(filePath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try Data(actual.utf8).write(to: URL(filePath: path))
      return "\(path) was updated; run the tests again"
    }
    guard let expected else { return "\(path) does not exist; set ORDERLINT_UPDATE=1 to write it" }
    return firstDifference(String(decoding: expected, as: UTF8.self), actual, path)
  }

  private static func firstDifference(
    _ expected: String, _ actual: String, _ path: String
  ) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let show = { (lines: [Substring]) in line < lines.count ? String(lines[line]) : "(end)" }
    return """
      \(path):\(line + 1) differs; set ORDERLINT_UPDATE=1 to accept
      expected: \(show(old))
      actual:   \(show(new))
      """
  }
}
