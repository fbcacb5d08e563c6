import Vocabularies

/// The C files of a repository and how they include each other, by name alone.
struct RepositoryIndex: Sendable {
  let root: String
  /// Absolute paths, in order.
  let files: [String]
  private(set) var scans: [String: SourceScan] = [:]
  private(set) var headersByName: [String: [String]] = [:]
  /// The texts of headers that exist only as templates.
  private(set) var generated: [String: [UInt8]] = [:]
  private var systemHeaders: Set<String> = []
  private var hasDeepFiles = false
  /// The repository's headers that the includes of a file mean, in their order.
  private var links: [String: [Link]] = [:]
  /// The files that include a header, by the header.
  private var users: [String: [String]] = [:]

  private struct Link {
    var include: SourceScan.Include
    var target: String
  }
  /// What the libraries' functions mean that the program uses.
  private(set) var vocabulary = VocabularySet()

  init(root: String, files: [String], vocabularies: VocabularySelection = .init()) {
    self.root = root
    let libraries = vocabularies.user.isEmpty ? .shipped : LibraryNames(vocabularies)
    self.files = Set(files.map { Paths.absolute($0, in: root) }).sorted()
    for file in self.files {
      guard let bytes = Files.contents(of: file) else { continue }
      scans[file] = SourceScan(bytes, libraries: libraries)
      headersByName[Paths.lastComponent(file), default: []].append(file)
    }
    addTemplates(libraries)
    hasDeepFiles = scans.values.contains { $0.isTooDeep }
    findSystemHeaders()
    for (file, scan) in scans {
      links[file] = scan.includes.compactMap { include in
        resolve(include, from: file).map { Link(include: include, target: $0) }
      }
      for link in links[file] ?? [] { users[link.target, default: []].append(file) }
    }
    vocabulary = vocabulary(vocabularies)
  }

  /// Which names in angle brackets the system provides.
  private mutating func findSystemHeaders() {
    let names = Set(scans.values.flatMap { $0.includes.map(\.name) })
    for name in names where headersByName[Paths.lastComponent(name)] != nil {
      if Self.isOfSystem(name) { systemHeaders.insert(name) }
    }
  }

  static func isOfSystem(_ name: String) -> Bool {
    compilerHeaders.contains(name) || systemFolders.contains { Files.exists("\($0)/\(name)") }
  }

  private static let systemFolders = [
    "/usr/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu",
  ]

  mutating func addGenerated(_ path: String, _ text: [UInt8], _ libraries: LibraryNames) {
    generated[path] = text
    scans[path] = SourceScan(text, libraries: libraries)
    headersByName[Paths.lastComponent(path), default: []].append(path)
  }

  private static let compilerHeaders: Set<String> = [
    "stdatomic.h", "stddef.h", "stdint.h", "stdarg.h", "stdbool.h", "limits.h", "float.h",
    "stdalign.h", "stdnoreturn.h", "immintrin.h", "iso646.h", "arm_acle.h", "arm_neon.h",
  ]

  /// Whether a file is C++: by its name, or if it is a header by what it says.
  func isCXX(_ file: String) -> Bool {
    if Paths.isCXXSource(file) || Paths.isCXXHeader(file) { return true }
    guard Paths.isHeader(file) else { return false }
    return scans[file]?.isCXX ?? false
  }

  // MARK: Includes

  /// The repository's header that an `#include` in a file most likely means.
  func resolve(_ include: SourceScan.Include, from file: String) -> String? {
    if include.isQuoted {
      let beside = Paths.absolute(include.name, in: Paths.directory(of: file))
      if scans[beside] != nil { return beside }
    } else if systemHeaders.contains(include.name) {
      return nil
    }
    let suffix = "/" + Paths.normalized(include.name)
    let candidates = (headersByName[Paths.lastComponent(include.name)] ?? []).filter {
      $0.hasSuffix(suffix)
    }
    if candidates.count < 2 { return candidates.first }
    let own = Self.foreignParts(of: file)
    return candidates.map {
      ($0, Self.foreignParts(of: $0).subtracting(own).count, distance($0, file))
    }
    .min { ($0.1, $0.2, $0.0.utf8.count, $0.0) < ($1.1, $1.2, $1.0.utf8.count, $1.0) }?.0
  }

  /// Folders of headers for other systems and processors than the one the files are read for.
  private static let foreignFolders: Set<String> = [
    "win", "win32", "win64", "windows", "msvc", "vc", "mingw", "cygwin", "vms", "os2", "macos",
    "osx", "darwin", "mac", "solaris", "sunos", "aix", "hpux", "irix", "qnx", "vxworks", "nt",
    "arm", "arm32", "arm64", "armv7", "aarch64", "mips", "mips64", "ppc", "ppc64", "powerpc",
    "powerpc64", "sparc", "sparc64", "ia64", "alpha", "s390", "s390x", "riscv", "riscv64", "hppa",
    "m68k", "sh4", "loongarch", "loongarch64", "noatomic", "nothreads",
  ]

  private static func foreignParts(of path: String) -> Set<String> {
    Set(path.split(separator: "/").map { $0.lowercased() }).intersection(foreignFolders)
  }

  /// Steps through the folder tree from one file to another.
  private func distance(_ left: String, _ right: String) -> Int {
    let a = left.split(separator: "/")
    let b = right.split(separator: "/")
    let common = zip(a, b).prefix { $0 == $1 }.count
    return a.count + b.count - 2 * common
  }

  /// The files that a file includes, directly or not, itself not among them.
  func closure(of file: String) -> [String] {
    var seen: Set<String> = [file]
    var order: [String] = []
    var work = [file]
    while let current = work.popLast() {
      for link in links[current] ?? [] where seen.insert(link.target).inserted {
        order.append(link.target)
        work.append(link.target)
      }
    }
    return order
  }

  /// The files that include a file, directly or not: sources before headers, and of these such as are
  /// included by none before others; the nearest first.
  func includers(of file: String) -> [String] {
    var seen: Set<String> = [file]
    var work = [file]
    while let current = work.popLast() {
      for user in users[current] ?? [] where seen.insert(user).inserted { work.append(user) }
    }
    seen.remove(file)
    let rank = { (user: String) in Paths.isHeader(user) ? users[user] == nil ? 1 : 2 : 0 }
    return seen.map { (user: $0, rank: rank($0), distance: distance($0, file)) }
      .sorted { ($0.rank, $0.distance, $0.user) < ($1.rank, $1.distance, $1.user) }
      .map(\.user)
  }

  /// The file or one it includes, if parsing it could overflow libclang's stack.
  func tooDeep(_ file: String) -> String? {
    if scans[file] == nil, let bytes = Files.contents(of: file),
      SourceScan(bytes).isTooDeep
    {
      return file
    }
    guard hasDeepFiles else { return nil }
    return ([file] + closure(of: file)).first { scans[$0]?.isTooDeep ?? false }
  }

  // MARK: Guessed search paths

  /// `-I` arguments that make the includes of a file resolve. A folder with a `stdatomic.h` of its
  /// own is searched for quoted names only, or every atomic operation would be lost.
  func includeArguments(for file: String) -> [String] {
    var directories: [String] = []
    var seen: Set<String> = []
    for current in [file] + closure(of: file) {
      for link in links[current] ?? [] {
        let (include, found) = (link.include, link.target)
        let isBeside =
          include.isQuoted
          && found == Paths.absolute(include.name, in: Paths.directory(of: current))
        let depth = Paths.normalized(include.name).split(separator: "/").count
        var directory = found
        for _ in 0..<depth { directory = Paths.directory(of: directory) }
        if !isBeside, seen.insert(directory).inserted { directories.append(directory) }
      }
    }
    return directories.flatMap { directory in
      [shadowsSystem(directory) ? "-iquote" : "-I", directory]
    }
  }

  private func shadowsSystem(_ directory: String) -> Bool {
    Self.neverShadowed.contains { scans["\(directory)/\($0)"] != nil }
  }

  private static let neverShadowed = [
    "stdatomic.h", "stdint.h", "stddef.h", "stdbool.h", "stdlib.h", "string.h", "stdio.h",
    "pthread.h", "threads.h", "assert.h", "errno.h", "unistd.h",
  ]
}

extension RepositoryIndex {
  /// The vocabularies whose libraries the repository includes or defines.
  fileprivate func vocabulary(_ selection: VocabularySelection) -> VocabularySet {
    let includes = Set(scans.values.flatMap { $0.includes.map(\.name) })
    let defined = Set(scans.values.flatMap { $0.definitions.map(\.name) })
    return selection.choose(
      includes: includes, isDefined: { defined.contains(SourceScan.hash(of: $0)) })
  }
}
