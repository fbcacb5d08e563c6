/// Path arithmetic by name; nothing here looks at the disk.
enum Paths {
  /// The absolute path without `.`, `..` and doubled slashes.
  static func absolute(_ path: String, in directory: String) -> String {
    var components: [Substring] = []
    for component in (path.hasPrefix("/") ? path : directory + "/" + path).split(separator: "/")
    where component != "." {
      if component == ".." { _ = components.popLast() } else { components.append(component) }
    }
    return "/" + components.joined(separator: "/")
  }

  /// The path of `file` as seen from `directory`, both absolute.
  static func relative(_ file: String, to directory: String) -> String {
    // Most files are inside, and their names need no cleaning.
    if let rest = file.utf8.count > directory.utf8.count ? file.dropPrefix(directory) : nil {
      return rest
    }
    let target = file.split(separator: "/")
    let base = directory.split(separator: "/")
    let common = zip(target, base).prefix { $0 == $1 }.count
    let up = Array(repeating: Substring(".."), count: base.count - common)
    let path = (up + target.dropFirst(common)).joined(separator: "/")
    return path.isEmpty ? "." : path
  }

  /// Whether `file` is `directory` or inside it, both absolute.
  static func isInside(_ file: String, _ directory: String) -> Bool {
    directory == "/" || file == directory || file.hasPrefix(directory + "/")
  }

  /// The directory that holds `path`, which is absolute.
  static func parent(of path: String) -> String {
    let components = path.split(separator: "/").dropLast()
    return "/" + components.joined(separator: "/")
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func join(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory + "/" + name
  }

  /// The longest directory that holds all the directories.
  static func commonAncestor(of directories: [String]) -> String {
    guard var common = directories.first?.split(separator: "/") else { return "/" }
    for directory in directories.dropFirst() {
      let components = directory.split(separator: "/")
      common = Array(zip(common, components).prefix { $0 == $1 }.map(\.0))
    }
    return "/" + common.joined(separator: "/")
  }
}

extension String {
  /// What comes after a directory's name, if that is a clean relative path.
  fileprivate func dropPrefix(_ directory: String) -> String? {
    guard utf8.starts(with: directory.utf8), directory.utf8.last != UInt8(ascii: "/") else {
      return nil
    }
    let rest = utf8.dropFirst(directory.utf8.count)
    let slash = UInt8(ascii: "/")
    guard rest.first == slash, rest.last != slash else { return nil }
    var previous: UInt8 = 0
    for byte in rest {
      if byte == slash, previous == slash { return nil }
      previous = byte
    }
    return String(Substring(rest.dropFirst()))
  }
}
