/// A Swift package with C targets, known by its folders alone; its manifest is never run.
struct SwiftPackage: Sendable {
  private struct Target: Sendable {
    var directory: String
    var includeDirectory: String?
  }

  private let directory: String
  private let targets: [Target]

  /// The packages whose manifests lie in the root or above one of the files.
  static func find(in root: String, files: [String]) -> [SwiftPackage] {
    var seen: Set<String> = []
    var found: [SwiftPackage] = []
    for file in files {
      var directory = Paths.directory(of: file)
      while seen.insert(directory).inserted {
        if let package = SwiftPackage(directory) { found.append(package) }
        if directory == root || Paths.relative(directory, to: root) == nil { break }
        directory = Paths.directory(of: directory)
      }
    }
    return found.sorted { $0.directory.utf8.count > $1.directory.utf8.count }
  }

  private init?(_ directory: String) {
    guard Files.size(of: directory + "/Package.swift") != nil else { return nil }
    self.directory = directory
    targets = ["Sources", "Source", "Tests"].flatMap { folder -> [Target] in
      let parent = "\(directory)/\(folder)"
      return Files.names(in: parent).compactMap { name in
        let target = "\(parent)/\(name)"
        guard Files.isDirectory(target) else { return nil }
        let include = target + "/include"
        return Target(
          directory: target, includeDirectory: Files.isDirectory(include) ? include : nil)
      }
    }
  }

  func covers(_ file: String) -> Bool { target(of: file) != nil }

  private func target(of file: String) -> Target? {
    targets.first { Paths.relative(file, to: $0.directory) != nil }
  }

  func command(for file: String) -> CompileCommand? {
    guard let target = target(of: file) else { return nil }
    let others = targets.filter { $0.directory != target.directory }
    let includes = ([target] + others).compactMap(\.includeDirectory)
    return CompileCommand(
      arguments: ["-std=gnu17", "-DSWIFT_PACKAGE=1"] + includes.flatMap { ["-I", $0] },
      directory: directory, source: .swiftPackage)
  }
}
