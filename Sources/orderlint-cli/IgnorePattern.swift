/// One line of a `.gitignore` file, with the meaning that git gives it.
struct IgnorePattern {
  /// `!pattern`: takes matching files back in.
  let isNegated: Bool
  /// `pattern/`: matches directories only.
  let isForDirectories: Bool
  /// The parts between slashes. A pattern without an inner slash starts with `**`.
  private let segments: [[UInt8]]

  private static let anyDepth: [UInt8] = Array("**".utf8)

  /// Nil for blank lines and comments.
  init?(line: Substring) {
    var text = line
    if text.hasSuffix("\r") { text = text.dropLast() }
    while text.hasSuffix(" "), !text.hasSuffix("\\ ") { text = text.dropLast() }
    guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
    isNegated = text.hasPrefix("!")
    if isNegated { text = text.dropFirst() }
    isForDirectories = text.hasSuffix("/")
    if isForDirectories { text = text.dropLast() }
    let isAnchored = text.contains("/")
    if text.hasPrefix("/") { text = text.dropFirst() }
    guard !text.isEmpty else { return nil }
    let parts = text.split(separator: "/").map { Array($0.utf8) }
    segments = isAnchored ? parts : [Self.anyDepth] + parts
  }

  /// Whether the pattern matches a path, given as its parts below the pattern's directory.
  func matches(_ path: [[UInt8]], isDirectory: Bool) -> Bool {
    if isForDirectories, !isDirectory { return false }
    // reachable[i]: the segments so far match the first i parts of the path.
    var reachable = [Bool](repeating: false, count: path.count + 1)
    reachable[0] = true
    for (index, segment) in segments.enumerated() {
      var next = [Bool](repeating: false, count: path.count + 1)
      if segment == Self.anyDepth {
        // At the end, `**` stands for what is inside, and not for the directory itself.
        let isLast = index == segments.count - 1
        var isOpen = false
        for position in 0...path.count {
          if isOpen || (reachable[position] && !isLast) { next[position] = true }
          if reachable[position] { isOpen = true }
        }
      } else {
        for position in 0..<path.count
        where reachable[position] && Self.matches(segment, path[position]) {
          next[position + 1] = true
        }
      }
      reachable = next
    }
    return reachable[path.count]
  }

  /// Matches one name against a pattern with `*`, `?`, `[…]` and `\`.
  ///
  /// Only the last `*` is ever retried, so that the time is at most the product of the lengths.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var patternIndex = 0
    var nameIndex = 0
    var star: (pattern: Int, name: Int)?
    while nameIndex < name.count {
      if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
        star = (patternIndex + 1, nameIndex)
        patternIndex += 1
      } else if let next = step(pattern, patternIndex, name[nameIndex]) {
        patternIndex = next
        nameIndex += 1
      } else if let retry = star {
        patternIndex = retry.pattern
        nameIndex = retry.name + 1
        star = (retry.pattern, retry.name + 1)
      } else {
        return false
      }
    }
    return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The index after the part of the pattern that matches one byte; nil if it does not match.
  private static func step(_ pattern: [UInt8], _ index: Int, _ byte: UInt8) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case UInt8(ascii: "?"): return index + 1
    case UInt8(ascii: "["): return stepClass(pattern, index, byte)
    case UInt8(ascii: "\\") where index + 1 < pattern.count:
      return pattern[index + 1] == byte ? index + 2 : nil
    case byte: return index + 1
    default: return nil
    }
  }

  private static func stepClass(_ pattern: [UInt8], _ start: Int, _ byte: UInt8) -> Int? {
    var index = start + 1
    let isNegated =
      index < pattern.count
      && (pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^"))
    if isNegated { index += 1 }
    let first = index
    var isMember = false
    while index < pattern.count, index == first || pattern[index] != UInt8(ascii: "]") {
      if pattern[index] == UInt8(ascii: "\\"), index + 1 < pattern.count { index += 1 }
      let low = pattern[index]
      if index + 2 < pattern.count, pattern[index + 1] == UInt8(ascii: "-"),
        pattern[index + 2] != UInt8(ascii: "]")
      {
        isMember = isMember || (low <= byte && byte <= pattern[index + 2])
        index += 3
      } else {
        isMember = isMember || low == byte
        index += 1
      }
    }
    guard index < pattern.count else { return nil }
    return isMember != isNegated ? index + 1 : nil
  }
}

/// The ignore files that hold at some place of a repository, from its root downwards.
struct IgnoreRules {
  private struct Level {
    var directory: String
    var patterns: [IgnorePattern]
  }

  private var levels: [Level] = []

  private static let fileNames = [".gitignore", ".orderlintignore"]
  private static let sizeLimit = 1 << 20

  /// The rules that hold in `directory`, which is inside `root`; both absolute.
  init(root: String, directory: String) {
    add(Paths.join(root, ".git/info/exclude"), for: root)
    enter(root)
    guard Paths.isInside(directory, root), directory != root else { return }
    var current = root
    for component in Paths.relative(directory, to: root).split(separator: "/") {
      current = Paths.join(current, String(component))
      enter(current)
    }
  }

  /// Adds the ignore files of a directory below the ones known so far.
  mutating func enter(_ directory: String) {
    for name in Self.fileNames { add(Paths.join(directory, name), for: directory) }
  }

  private mutating func add(_ file: String, for directory: String) {
    guard let bytes = try? FileSystem.read(file, limit: Self.sizeLimit) else { return }
    let patterns = String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline).compactMap { IgnorePattern(line: $0) }
    if !patterns.isEmpty { levels.append(Level(directory: directory, patterns: patterns)) }
  }

  /// Whether the nearest pattern that matches the path ignores it. Directories above the path are
  /// not looked at: a walk never enters an ignored one.
  func ignores(_ path: String, isDirectory: Bool) -> Bool {
    for level in levels.reversed() where Paths.isInside(path, level.directory) {
      let parts = path.utf8.dropFirst(level.directory == "/" ? 1 : level.directory.utf8.count + 1)
        .split(separator: UInt8(ascii: "/")).map(Array.init)
      let match = level.patterns.last { $0.matches(parts, isDirectory: isDirectory) }
      if let match { return !match.isNegated }
    }
    return false
  }

  /// Whether the path or a directory above it is ignored.
  static func ignoresExplicitly(_ path: String, root: String, isDirectory: Bool) -> Bool {
    guard Paths.isInside(path, root), path != root else { return false }
    var current = root
    let components = Paths.relative(path, to: root).split(separator: "/")
    for (index, component) in components.enumerated() {
      let rules = IgnoreRules(root: root, directory: current)
      current = Paths.join(current, String(component))
      let isLast = index == components.count - 1
      if rules.ignores(current, isDirectory: isLast ? isDirectory : true) { return true }
    }
    return false
  }
}
