import TestSupport
import Testing

/// Which target knows which.
@Suite struct DependencyTests {
  /// Every target of `Sources` and the modules of this package that it may import.
  static let allowed: [String: Set<String>] = [
    "MemoryModel": [],
    "OrderLint": ["MemoryModel"],
    "Rules": ["OrderLint", "MemoryModel"],
    "CLibclang": [],
    "Vocabularies": ["OrderLint", "MemoryModel"],
    "ClangFrontend": ["OrderLint", "MemoryModel", "CLibclang", "Vocabularies"],
    "SwiftFrontend": ["OrderLint", "MemoryModel", "Vocabularies"],
    "orderlint": [
      "MemoryModel", "OrderLint", "Rules", "ClangFrontend", "SwiftFrontend", "Vocabularies",
    ],
  ]

  private func directory(_ target: String) -> String {
    target == "orderlint" ? "Sources/orderlint-cli" : "Sources/\(target)"
  }

  @Test(arguments: allowed.keys.sorted())
  func targetsImportOnlyWhatIsBelowThem(target: String) throws {
    let own = Set(Self.allowed.keys)
    for file in try SwiftFile.all(below: directory(target)) {
      for (module, index) in file.imports where own.contains(module) {
        let isAllowed = Self.allowed[target]?.contains(module) ?? false
        #expect(isAllowed, "\(file.place(index)) imports \(module)")
      }
    }
  }

  @Test func manifestDeclaresThoseDependencies() throws {
    let declared = Manifest(
      SwiftFile(path: "Package.swift", text: try Repository.text("Package.swift")))
    for (target, modules) in Self.allowed {
      let found = try #require(declared.dependencies[target], "\(target) is not declared")
      #expect(
        Set(found).isSubset(of: modules.union(["ArgumentParser", "Yams"])), "\(target): \(found)")
    }
    let directories = Set(
      Repository.files(below: "Sources").map { String($0.split(separator: "/")[1]) })
    #expect(
      directories == Set(Self.allowed.keys).subtracting(["orderlint"]).union(["orderlint-cli"]))
  }

  /// The model, the rules and the IR run wherever Swift does.
  @Test func coreIsFreeOfFoundation() throws {
    let platform: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Darwin", "Musl"]
    for directory in ["MemoryModel", "Rules", "OrderLint/IR"] {
      for file in try SwiftFile.all(below: "Sources/\(directory)") {
        for (module, index) in file.imports {
          #expect(!platform.contains(module), "\(file.place(index))")
        }
      }
    }
  }

  /// Names of C and Swift APIs are the front ends' business.
  @Test func rulesNameNoApi() throws {
    let names = ["atomic_store", "atomic_load", "memory_order_", "ManagedAtomic", "__atomic"]
    for file in try SwiftFile.all(below: "Sources/Rules") {
      let code = file.tokens.indices.filter { index in
        file.tokens[index].kind == .identifier && names.contains { file.words[index].hasPrefix($0) }
      }
      #expect(code.map(file.place) == [])
    }
  }
}

/// The targets that a manifest declares and the names in their dependency lists.
struct Manifest {
  private(set) var dependencies: [String: [String]] = [:]

  init(_ file: SwiftFile) {
    for index in file.tokens.indices
    where file.word(index - 1) == "." && ["target", "executableTarget"].contains(file.words[index])
    {
      var strings: [(label: String, value: String)] = []
      var label = ""
      var depth = 0
      for cursor in file.tokens.indices.dropFirst(index + 1) {
        let word = file.words[cursor]
        if word == "(" { depth += 1 }
        if word == ")" { depth -= 1 }
        if depth == 0 { break }
        if file.word(cursor + 1) == ":", file.tokens[cursor].kind == .identifier, depth == 1 {
          label = word
        }
        if depth == 2, word == "package" { label = "package" }
        if file.tokens[cursor].kind == .stringSegment { strings.append((label, word)) }
        if depth == 2, label == "package", word == ")" { label = "dependencies" }
      }
      guard let name = strings.first(where: { $0.label == "name" }) else { continue }
      dependencies[name.value] = strings.filter { $0.label == "dependencies" }.map(\.value)
    }
  }
}
