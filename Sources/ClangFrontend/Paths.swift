import OrderLint

/// Path arithmetic on text alone; nothing here touches the file system.
enum Paths {
  static func absolute(_ path: String, in directory: String) -> String {
    normalized(path.hasPrefix("/") ? path : "\(directory)/\(path)")
  }

  /// Without `.`, `..` and doubled slashes.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    let isAbsolute = path.hasPrefix("/")
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case ".." where !parts.isEmpty && parts.last != "..": parts.removeLast()
      case ".." where isAbsolute: continue
      default: parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : (joined.isEmpty ? "." : joined)
  }

  /// The path below the directory, or nil if it is not below it.
  static func relative(_ path: String, to directory: String) -> String? {
    if directory == "/" { return String(path.dropFirst()) }
    guard path.hasPrefix(directory) else { return nil }
    let rest = path.dropFirst(directory.count)
    return rest.first == "/" ? String(rest.dropFirst()) : nil
  }

  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func isHeader(_ path: String) -> Bool {
    HeaderSuffixes.c.contains { path.hasSuffix($0) } || isCXXHeader(path)
  }

  /// A header that is C++ by its name.
  static func isCXXHeader(_ path: String) -> Bool {
    HeaderSuffixes.cxx.contains { path.hasSuffix($0) }
  }

  /// A source file that is C++ by its name.
  static func isCXXSource(_ path: String) -> Bool {
    cxxSuffixes.contains { path.hasSuffix($0) }
  }

  private static let cxxSuffixes = [".cc", ".cpp", ".cxx", ".c++"]
}
