/// Chooses the files of a run that can matter, and parses them.
struct Selection: Sendable {
  let files: [(path: String, bytes: [UInt8])]
  let names: Set<String>
  let jobs: Int

  /// The chosen files by their number.
  func run() async -> [Int: SwiftFrontend.File] {
    var chosen: [Int: SwiftFrontend.File] = [:]
    await add(WordScanner(SwiftAtomics.vocabulary.union(names)), to: &chosen)
    guard !chosen.isEmpty, chosen.count < files.count else { return chosen }
    let declared = Set(chosen.values.flatMap { $0.parsed.declaredNames })
    await add(WordScanner(declared), to: &chosen)
    guard chosen.count < files.count else { return chosen }
    let mentioned = Set(chosen.values.lazy.flatMap { $0.parsed.typeWords })
    await add(WordScanner(mentioned), behind: WordScanner(Self.introducers), to: &chosen)
    return chosen
  }

  private static let introducers = [
    "class", "struct", "enum", "actor", "protocol", "typealias", "extension",
  ]

  /// Parses the files not yet chosen in which the scanner finds something.
  private func add(
    _ scanner: WordScanner, behind introducers: WordScanner? = nil,
    to chosen: inout [Int: SwiftFrontend.File]
  ) async {
    let files = files
    let open = files.indices.filter { chosen[$0] == nil }
    let found = await concurrentMap(open.count, jobs: jobs) { position in
      let file = files[open[position]]
      return scanner.finds(in: file.bytes, behind: introducers)
        ? SwiftFrontend.parse(path: file.path, bytes: file.bytes) : nil
    }
    for (position, file) in found.enumerated() {
      if let file { chosen[open[position]] = file }
    }
  }
}

extension ParsedFile {
  /// Names by which other files can reach what this one declares.
  var declaredNames: Set<String> {
    var names: Set<String> = []
    Self.collect(declarations, into: &names)
    // Every file has these; they say nothing.
    return names.subtracting(["init", "deinit", "subscript", "description", "body", "_"])
  }

  private static func collect(_ declarations: [Declaration], into names: inout Set<String>) {
    for declaration in declarations {
      switch declaration {
      case .type(let type):
        if type.kind != .extension, let name = type.path.last { names.insert(name) }
        collect(type.members, into: &names)
      case .function(let function): names.insert(function.name)
      case .variable(let variable):
        for binding in variable.bindings {
          names.formUnion(DeclarationIndex.names(in: binding.pattern))
        }
      case .alias(let name, _): names.insert(name)
      case .conditional(let branches, _):
        for branch in branches { collect(branch, into: &names) }
      case .imports, .enumCases, .statement, .other: break
      }
    }
  }
}
