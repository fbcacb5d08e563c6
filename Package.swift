// swift-tools-version: 6.0
import Foundation
import PackageDescription

/// The newest LLVM installation that has libclang's headers and library, 17 or later.
///
/// `ORDERLINT_LLVM` names an installation prefix directly.
struct LLVMInstallation {
  static let minimumVersion = 17
  var prefix: String
  var library: String

  static func find() -> LLVMInstallation {
    let manager = FileManager.default
    var candidates: [(version: Int, prefix: String)] = []
    if let chosen = ProcessInfo.processInfo.environment["ORDERLINT_LLVM"] {
      candidates = [(Int.max, chosen)]
    } else {
      // `brew shellenv` sets the prefix.
      let homebrew = ProcessInfo.processInfo.environment["HOMEBREW_PREFIX"].map { "\($0)/opt" }
      let parents = ["/usr/lib"] + [homebrew].compactMap { $0 }
      for parent in parents {
        for name in (try? manager.contentsOfDirectory(atPath: parent)) ?? [] {
          let version = name.hasPrefix("llvm-") ? Int(name.dropFirst(5)) : nil
          let unversioned = name == "llvm" && parent != "/usr/lib" ? Int.max : nil
          if let number = version ?? unversioned {
            candidates.append((number, "\(parent)/\(name)"))
          }
        }
      }
    }
    var tooOld: Int?
    for candidate in candidates.sorted(by: { $0.version > $1.version }) {
      guard manager.fileExists(atPath: candidate.prefix + "/include/clang-c/Index.h") else {
        continue
      }
      guard candidate.version >= minimumVersion else {
        tooOld = max(tooOld ?? 0, candidate.version)
        continue
      }
      for name in ["libclang.so", "libclang.dylib"] {
        let path = "\(candidate.prefix)/lib/\(name)"
        if manager.fileExists(atPath: path) {
          return LLVMInstallation(prefix: candidate.prefix, library: path)
        }
      }
    }
    let found = tooOld.map { "only version \($0) was found" } ?? "none was found"
    fatalError(
      """
      OrderLint needs libclang \(minimumVersion) or later, and \(found). \
      On Debian 12: apt-get install libclang-19-dev. On newer systems: apt-get install libclang-dev. \
      Or set ORDERLINT_LLVM to an LLVM installation prefix.
      """)
  }
}

let llvm = LLVMInstallation.find()
let libclangHeaders: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I\(llvm.prefix)/include"])]

let package = Package(
  name: "OrderLint",
  products: [
    .executable(name: "orderlint", targets: ["orderlint"]),
    .library(name: "SwiftFrontend", targets: ["SwiftFrontend"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    // Always optimised: exhaustive search in an unoptimised build is an order of magnitude slower.
    .target(name: "MemoryModel", swiftSettings: [.unsafeFlags(["-O"])]),
    .target(name: "OrderLint", dependencies: ["MemoryModel"]),
    .target(name: "Rules", dependencies: ["OrderLint", "MemoryModel"]),
    .target(
      name: "Vocabularies", dependencies: ["OrderLint", "MemoryModel"],
      resources: [.embedInCode("Data")]),
    .target(
      name: "CLibclang",
      cSettings: [.unsafeFlags(["-I\(llvm.prefix)/include"])],
      linkerSettings: [
        .unsafeFlags([
          "-L\(llvm.prefix)/lib", "-lclang", "-Xlinker", "-rpath", "-Xlinker", "\(llvm.prefix)/lib",
        ])
      ]
    ),
    .target(
      name: "ClangFrontend",
      dependencies: ["OrderLint", "MemoryModel", "CLibclang", "Vocabularies"],
      swiftSettings: libclangHeaders),
    .target(name: "SwiftFrontend", dependencies: ["OrderLint", "MemoryModel", "Vocabularies"]),
    .executableTarget(
      name: "orderlint",
      dependencies: [
        "MemoryModel", "OrderLint", "Rules", "ClangFrontend", "SwiftFrontend", "Vocabularies",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/orderlint-cli",
      swiftSettings: libclangHeaders
    ),
    .target(
      name: "TestSupport",
      dependencies: ["MemoryModel", "OrderLint", "Rules", "ClangFrontend", "SwiftFrontend"],
      path: "Tests/TestSupport",
      swiftSettings: libclangHeaders
    ),
    .target(
      name: "ScalingPrograms", dependencies: ["MemoryModel"], path: "Benchmarks/Programs"),
    .executableTarget(
      name: "scaling-benchmark", dependencies: ["MemoryModel", "ScalingPrograms"],
      path: "Benchmarks/Scaling"),
    .testTarget(name: "MemoryModelTests", dependencies: ["MemoryModel", "ScalingPrograms"]),
    .testTarget(name: "VocabulariesTests", dependencies: ["Vocabularies", "MemoryModel"]),
    .testTarget(name: "OrderLintTests", dependencies: ["OrderLint", "TestSupport"]),
    .testTarget(
      name: "ClangFrontendTests",
      dependencies: ["ClangFrontend", "OrderLint", "TestSupport", "Vocabularies"],
      swiftSettings: libclangHeaders),
    .testTarget(
      name: "SwiftFrontendTests",
      dependencies: ["SwiftFrontend", "OrderLint", "TestSupport", "Vocabularies"]),
    .testTarget(
      name: "RulesTests", dependencies: ["Rules", "OrderLint", "TestSupport"],
      swiftSettings: libclangHeaders),
    .testTarget(
      name: "CLITests", dependencies: ["orderlint", "TestSupport"], swiftSettings: libclangHeaders),
    .testTarget(
      name: "TestSupportTests",
      dependencies: ["TestSupport", "OrderLint", "ClangFrontend", "SwiftFrontend"],
      swiftSettings: libclangHeaders),
    .testTarget(
      name: "TidyTests",
      dependencies: ["TestSupport", "MemoryModel", "OrderLint", "Rules", "SwiftFrontend"],
      swiftSettings: libclangHeaders),
  ],
  swiftLanguageModes: [.v6]
)

// `./test` asks for it. Never by default: a newer compiler's new warnings must not break a user's
// build.
if ProcessInfo.processInfo.environment["ORDERLINT_STRICT"] == "1" {
  for target in package.targets where target.name != "CLibclang" {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-warnings-as-errors"])]
  }
}
