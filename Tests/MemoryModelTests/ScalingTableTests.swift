import Foundation
import MemoryModel
import ScalingPrograms
import Testing

/// The programs of `Benchmarks/genmc.tsv`, against what GenMC reported on them.
@Suite struct ScalingTableTests {
  static let rows: [ScalingRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Benchmarks/genmc.tsv")
    return ScalingRow.rows(of: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
  }()

  /// GenMC stopped at writes that it calls unordered, though it says so of no error.
  private static func wasCutShort(_ row: ScalingRow) -> Bool {
    guard row.error.isEmpty, !row.flags.contains("disable-ipr") else { return false }
    return row.program == "ttas"
      || rows.contains {
        $0.program == row.program && $0.defines == row.defines && $0.executions != row.executions
      }
  }

  @Test func theTableIsThere() { #expect(Self.rows.count == 212) }

  private func report(on row: ScalingRow) -> ProgramReport? {
    guard let program = ScalingPrograms.program(row.program, Switches(row.defines)) else {
      return nil
    }
    return Checker(budget: Budget(candidates: .max)).check(program, row.options)
  }

  @Test(arguments: rows.filter { $0.error.isEmpty && !wasCutShort($0) })
  func executionsAreAsMany(row: ScalingRow) throws {
    let report = try #require(self.report(on: row))
    #expect(report.executions.consistent == row.executions)
    #expect(report.executions.isComplete)
    #expect(report.limitsReached.isEmpty == (row.defines != "-DN=2 -DK=6"))
    let lostWakeUp = row.defines.contains("-DA1=acq")
    #expect(report.findings.allSatisfy { $0.kind == .blockedForever })
    #expect(report.findings.isEmpty != lostWakeUp)
    #expect((report.blockedForever > 0) == lostWakeUp)
  }

  @Test(arguments: rows.filter { !$0.error.isEmpty })
  func errorsAreFound(row: ScalingRow) throws {
    let kinds = Set(try #require(report(on: row)).findings.map(\.kind))
    switch row.error {
    case "Non-atomic race": #expect(kinds.contains(.dataRace))
    case "Safety violation": #expect(kinds.contains(.assertionFailure))
    // Peterson's lock, whose stores of the turn race with nothing, is broken all the same.
    case "Unordered writes": #expect(kinds.contains(.dataRace))
    default: Issue.record("unknown error \(row.error)")
    }
  }
}
