/// Which files of a repository need to be parsed.
struct UnitSelection {
  private let index: RepositoryIndex
  /// Macros and functions that lead to an atomic operation.
  private let names: Set<UInt64>

  init(_ index: RepositoryIndex) {
    self.index = index
    names = Self.telling(Self.atomicNames(index), index)
  }

  /// Without the names that most files have: `main`, the macro that starts a test, what logs or
  /// allocates. To parse all files that use them would cost more than it finds.
  private static func telling(_ names: Set<UInt64>, _ index: RepositoryIndex) -> Set<UInt64> {
    let sources = index.files.filter { !Paths.isHeader($0) }
    var users: [UInt64: Int] = [:]
    for file in sources {
      for name in index.scans[file]?.words.intersection(names) ?? [] {
        users[name, default: 0] += 1
      }
    }
    let limit = max(fewFiles, sources.count / 8)
    return names.filter { users[$0, default: 0] <= limit && !commonWords.contains($0) }
  }

  private static let commonWords = Set(
    ["main", "__attribute__", "if", "while", "for", "switch", "defined"].map(SourceScan.hash))

  /// Source files first to last, then headers that no unit includes.
  func units(among files: [String]) -> (units: [String], skipped: [String]) {
    var units: [String] = []
    var skipped: [String] = []
    var covered: Set<String> = []
    for file in files where !Paths.isHeader(file) {
      guard isNeeded(file) || isBesideAtomics(file, among: files) else {
        skipped.append(file)
        continue
      }
      units.append(file)
      covered.formUnion(index.closure(of: file))
    }
    for file in files where Paths.isHeader(file) && !covered.contains(file) {
      let isNeeded = index.scans[file].map { $0.hasVocabulary || sharesPlainly($0) } ?? true
      if isNeeded {
        units.append(file)
        covered.formUnion(index.closure(of: file))
      } else {
        skipped.append(file)
      }
    }
    return (units, skipped)
  }

  /// Files that could not be read are units: lowering reports them.
  private func isNeeded(_ file: String) -> Bool {
    guard let scan = index.scans[file] else { return true }
    return scan.hasVocabulary || sharesPlainly(scan) || !scan.words.isDisjoint(with: names)
  }

  /// Whether threads may share what is not atomic: the file has volatile variables, starts threads, or
  /// has functions for signals.
  private func sharesPlainly(_ scan: SourceScan) -> Bool {
    !scan.words.isDisjoint(with: Self.threadWords)
  }

  /// Whether a file takes locks, which it may forget to elsewhere, or includes what has atomics or
  /// volatile variables: it may work on the data beside these. In larger programs nearly all do, and
  /// to parse them all would cost more than it finds.
  private func isBesideAtomics(_ file: String, among files: [String]) -> Bool {
    guard files.count <= Self.fewFiles, let scan = index.scans[file] else { return false }
    return !scan.words.isDisjoint(with: Self.lockWords)
      || index.closure(of: file).contains { included in
        index.scans[included].map { $0.hasVocabulary || sharesPlainly($0) } ?? false
      }
  }

  private static let fewFiles = 64
  private static let threadWords = Set(
    [
      "volatile", "pthread_create", "thrd_create", "jthread", "CreateThread", "_beginthreadex",
      "sa_handler", "sa_sigaction", "sigaction", "sig_atomic_t",
    ].map(SourceScan.hash))
  private static let lockWords = Set(
    ["pthread_mutex_lock", "mtx_lock", "lock_guard", "scoped_lock", "unique_lock"]
      .map(SourceScan.hash))

  /// The names of macros and functions whose bodies mention atomics, and in headers also of those
  /// that use such names.
  private static func atomicNames(_ index: RepositoryIndex) -> Set<UInt64> {
    var names: Set<UInt64> = []
    var open: [SourceScan.Definition] = []
    for file in index.files {
      for definition in index.scans[file]?.definitions ?? [] {
        if definition.hasVocabulary {
          names.insert(definition.name)
        } else if Paths.isHeader(file) {
          open.append(definition)
        }
      }
    }
    var users: [UInt64: [UInt64]] = [:]
    for definition in open {
      for word in definition.words { users[word, default: []].append(definition.name) }
    }
    var pending = Array(names)
    while let name = pending.popLast() {
      for user in users[name] ?? [] where names.insert(user).inserted { pending.append(user) }
    }
    return names
  }
}
