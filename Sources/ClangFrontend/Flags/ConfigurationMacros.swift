/// Macros that a build system defines and that a repository without its build cannot show:
/// `HAVE_STDATOMIC_H`, `USE_THREADS`. Where nothing else says how to compile, those are defined
/// without which the atomics of a file would not be seen at all.
///
/// A macro counts if atomics, or the include of a file with atomics, stand in the branch of an `#if`
/// that needs it and not in the branch taken without it, and if no file defines it. Where files define
/// it under conditions, those count. A branch that is an `#error` is never the one.
struct ConfigurationMacros: Sendable {
  /// The arguments that define them, in order.
  let arguments: [String]

  init(arguments: [String] = []) { self.arguments = arguments }

  init(_ scans: [ConditionalScan]) {
    var search = Search()
    for scan in scans {
      for (name, sites) in scan.definitions { search.definitions[name, default: []] += sites }
    }
    var chosen: Set<String> = []
    var asked: Set<[String]> = []
    for needed in scans.lazy.flatMap(\.needs) where asked.insert(needed).inserted {
      if let names = search.undefined(behind: needed) { chosen.formUnion(names) }
    }
    arguments = chosen.sorted().map { "-D\($0)=1" }
  }

  /// The macros of a repository.
  init(_ index: RepositoryIndex) {
    let withAtomics = Set(
      index.files.filter { index.scans[$0]?.hasVocabulary ?? false }.filter { file in
        Files.contents(of: file).map(ConditionalScan.spellsAtomics) ?? false
      })
    let scans = index.files.compactMap { file in
      Files.contents(of: file).map { bytes in
        ConditionalScan(bytes) { include in
          index.resolve(include, from: file).map { withAtomics.contains($0) } ?? false
        }
      }
    }
    self.init(scans)
  }

  /// What names of other systems, and of builds nobody ships, contain.
  private static let unlikely = [
    "WIN", "MSC", "SOLARIS", "SUN", "AIX", "HPUX", "DARWIN", "APPLE", "OSX", "MACOS", "CYGWIN",
    "MINGW", "ANDROID", "OS2", "BSD", "SPARC", "MIPS", "PPC", "POWERPC", "ALPHA", "ARM", "S390",
    "IA64", "RISCV", "NO_", "_NO", "NOT_", "DISABLE", "WITHOUT", "DEBUG", "TEST", "CHECK", "SANITI",
    "TSAN", "HELGRIND", "COVERITY",
    "VALGRIND", "EMULAT", "FALLBACK", "CUDA", "KERNEL", "SINGLE",
  ]

  fileprivate static func isPlausible(_ name: String) -> Bool {
    let upper = name.uppercased()
    return name != name.lowercased() && !unlikely.contains { upper.contains($0) }
  }
}

/// Finds what stands behind macros that files define under conditions.
private struct Search {
  var definitions: [String: [[String]]] = [:]
  private var known: [String: Set<String>?] = [:]

  private static let depthLimit = 32

  /// The macros that nothing defines and that must be, for the given ones to be defined; nil if some
  /// cannot be guessed.
  mutating func undefined(behind names: [String], depth: Int = 0) -> Set<String>? {
    var found: Set<String> = []
    for name in names {
      guard let way = undefined(behind: name, depth) else { return nil }
      found.formUnion(way)
    }
    return found
  }

  private mutating func undefined(behind name: String, _ depth: Int) -> Set<String>? {
    if let result = known[name] { return result }
    guard let sites = definitions[name] else {
      return ConfigurationMacros.isPlausible(name) ? [name] : nil
    }
    if sites.contains([]) {
      known[name] = .some([])
      return []
    }
    guard depth < Self.depthLimit else { return nil }
    // A macro that is behind itself is behind nothing else.
    known[name] = .some(nil)
    var way: Set<String>?
    for site in sites where way == nil { way = undefined(behind: site, depth: depth + 1) }
    known[name] = .some(way)
    return way
  }
}
