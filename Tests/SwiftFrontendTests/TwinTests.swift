import Foundation
import OrderLint
import SwiftFrontend
import TestSupport
import Testing

@Suite struct TwinTests {
  /// The Swift program of every twin lowers to the IR that stands beside it.
  @Test(arguments: try Twin.all()) func swiftLowersToTheSameText(twin: Twin) throws {
    let source = try Data(contentsOf: URL(fileURLWithPath: twin.swift))
    let front = SwiftFrontend(files: [(path: "program.swift", bytes: Array(source))])
    #expect(front.lower(0).twinText == twin.ir.twinText)
  }
}
