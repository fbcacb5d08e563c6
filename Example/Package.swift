// swift-tools-version: 6.0
import PackageDescription

// A small telemetry store, written to be linted: some of its lock-free code is wrong.
let package = Package(
  name: "Telemetry",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "CSamples"),
    .target(name: "CBuffers"),
    .target(name: "Telemetry", dependencies: ["CSamples", "CBuffers"]),
    .executableTarget(name: "telemetryd", dependencies: ["Telemetry"]),
  ]
)
