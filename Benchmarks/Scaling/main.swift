import Foundation
import MemoryModel
import ScalingPrograms

// Prints the table of programs that tell how an explorer scales, beside what GenMC 0.11 reported:
//
//     swift run -c release scaling-benchmark [PROGRAM…]
//
// Times are CPU seconds of the exploration alone; GenMC's include about 0.05 s of start-up. Peak
// memory is that of the process so far, so that only growth says something.

struct Usage {
  static func seconds() -> Double {
    var usage = rusage()
    getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
  }

  static func megabytes() -> Double {
    var usage = rusage()
    getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}

struct Column {
  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  static func number(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

func line(_ row: ScalingRow, _ program: ConcurrentProgram) -> String {
  let checker = Checker(budget: Budget(candidates: .max))
  let start = Usage.seconds()
  var options = row.options
  options.stopsAtFirstFinding = !row.error.isEmpty
  let report = checker.check(program, options)
  let seconds = Usage.seconds() - start
  let count = report.executions
  let kinds = report.findings.map { "\($0.kind)" }.joined(separator: ",")
  let isEqual = row.error.isEmpty ? count.consistent == row.executions : !report.findings.isEmpty
  let rate = seconds > 0.0005 ? Double(count.consistent + count.blocked) / seconds : 0
  return [
    Column.left(row.program, 15), Column.left(row.defines, 26),
    Column.left(row.flags.contains("disable-ipr") ? "no ipr" : "", 7),
    Column.right("\(count.consistent)", 8), Column.right("\(count.blocked)", 8),
    Column.right("\(row.executions)", 8), Column.right("\(row.blocked)", 8),
    Column.right(Column.number(seconds, 3), 8), Column.right(Column.number(row.seconds, 2), 7),
    Column.right(rate > 0 ? Column.number(rate / 1000, 0) : "", 6),
    Column.right(Column.number(Usage.megabytes(), 1), 7), isEqual ? "same " : "DIFFER",
    seconds > row.seconds ? "SLOWER" : "", kinds, row.error,
  ].joined(separator: " ")
}

let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("genmc.tsv")
let wanted = Set(CommandLine.arguments.dropFirst())
print("program         switches                   flags      ours  blocked    GenMC  blocked")
print(
  "                                                                             CPU s   CPU s  k/s  MB"
)
// Rows that were recorded by hand: too large for the table.
let large = "lastzero\t-DN=15\t\t147456\t0\t\t5.5\n"
for row in ScalingRow.rows(of: try String(contentsOf: table, encoding: .utf8) + large)
where wanted.isEmpty || wanted.contains(row.program) {
  guard let program = ScalingPrograms.program(row.program, Switches(row.defines)) else { continue }
  print(line(row, program))
}
