import Foundation
import MemoryModel
import ScalingPrograms

// Prints the table of programs that tell how an explorer scales, beside what GenMC 0.11 reported:
//
//     swift run -c release scaling-benchmark [PROGRAM…]
//
// Times are CPU seconds of the exploration alone; GenMC's include about 0.05 s of start-up. Peak
// memory is that of the process while the row ran (on Linux; elsewhere while all rows so far did).
// The second table says how both grow with N: memory should hardly, and time as the executions do.

struct Usage {
  static func seconds() -> Double {
    var usage = rusage()
    getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
  }

  /// Forgets the peak so far, where the system can.
  static func resetPeak() {
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  static func megabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").compactMap({ Double($0) }).first
    {
      return kilobytes / 1024
    }
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

/// What exploring one program took.
struct Measurement {
  var report: ProgramReport
  var seconds: Double
  var megabytes: Double
  var total: Int { report.executions.consistent + report.executions.blocked }

  init(_ row: ScalingRow, _ program: ConcurrentProgram) {
    let checker = Checker(budget: Budget(candidates: .max))
    var options = row.options
    options.stopsAtFirstFinding = !row.error.isEmpty
    Usage.resetPeak()
    let start = Usage.seconds()
    report = checker.check(program, options)
    seconds = Usage.seconds() - start
    megabytes = Usage.megabytes()
  }
}

/// How our figures stand beside GenMC's.
struct Comparison {
  private(set) var same = 0
  private(set) var differing: [String] = []
  /// Rows that GenMC ended at writes it calls unordered, though it says so of no error.
  private(set) var cutShort = 0
  private(set) var slower: [String] = []
  private(set) var large = 0

  mutating func add(_ row: ScalingRow, _ measured: Measurement, isCutShort: Bool) -> String {
    let count = measured.report.executions
    let name = "\(row.program) \(row.defines)"
    // Up to 0.2 s, GenMC's time is mostly start-up.
    if row.seconds > 0.2, !isCutShort {
      large += 1
      if measured.seconds > row.seconds { slower.append(name) }
    }
    if isCutShort {
      cutShort += 1
      return "cut"
    }
    let isEqual =
      row.error.isEmpty
      ? count.consistent == row.executions : !measured.report.findings.isEmpty
    if isEqual { same += 1 } else { differing.append(name) }
    return isEqual ? "same" : "DIFFER"
  }

  var lines: [String] {
    [
      "\(same) rows agree, \(differing.count) differ\(list(differing)), "
        + "\(cutShort) were cut short by GenMC",
      "of \(large) rows that take GenMC more than 0.2 s, we are slower on \(slower.count)"
        + list(slower),
    ]
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "" : " (" + names.joined(separator: "; ") + ")"
  }
}

func line(_ row: ScalingRow, _ measured: Measurement, _ verdict: String) -> String {
  let count = measured.report.executions
  let findings = measured.report.findings
  let kinds = findings.map { "\($0.kind)" }.joined(separator: ",")
  let rate = measured.seconds > 0.0005 ? Double(measured.total) / measured.seconds : 0
  return [
    Column.left(row.program, 15), Column.left(row.defines, 26),
    Column.left(row.flags.contains("disable-ipr") ? "no ipr" : "", 7),
    Column.right("\(count.consistent)", 8), Column.right("\(count.blocked)", 8),
    Column.right("\(row.executions)", 8), Column.right("\(row.blocked)", 8),
    Column.right(Column.number(measured.seconds, 3), 8),
    Column.right(Column.number(row.seconds, 2), 7),
    Column.right(rate > 0 ? Column.number(rate / 1000, 0) : "", 6),
    Column.right(Column.number(measured.megabytes, 1), 7), Column.left(verdict, 6),
    verdict != "cut" && measured.seconds > row.seconds ? "SLOWER" : "", kinds, row.error,
  ].joined(separator: " ")
}

/// The rows of one program that differ in N only, from the smallest N to the largest.
struct Growth {
  private var families: [(name: String, points: [(number: Int, measured: Measurement)])] = []

  mutating func add(_ row: ScalingRow, _ measured: Measurement) {
    let switches = row.defines.split(separator: " ").map(String.init)
    guard row.error.isEmpty, let size = switches.first(where: { $0.hasPrefix("-DN=") }),
      let number = Int(size.dropFirst(4))
    else { return }
    let others = switches.filter { $0 != size }
    let name = ([row.program] + others).joined(separator: " ")
    let index = families.firstIndex { $0.name == name } ?? families.count
    if index == families.count { families.append((name, [])) }
    guard !families[index].points.contains(where: { $0.number == number }) else { return }
    families[index].points.append((number, measured))
  }

  var lines: [String] {
    families.compactMap { family in
      let points = family.points.sorted { $0.number < $1.number }
      guard points.count > 1, let first = points.first, let last = points.last else { return nil }
      let factor = pow(
        Double(last.measured.total) / Double(max(first.measured.total, 1)),
        1 / Double(last.number - first.number))
      return [
        Column.left(family.name, 36), Column.right("\(first.number)–\(last.number)", 6),
        Column.right("×\(Column.number(factor, 1))", 8),
        Column.right(microseconds(first.measured), 9), Column.right(microseconds(last.measured), 9),
        Column.right(Column.number(first.measured.megabytes, 1), 8),
        Column.right(Column.number(last.measured.megabytes, 1), 8),
      ].joined(separator: " ")
    }
  }

  /// Per execution; too few of them say nothing.
  private func microseconds(_ measured: Measurement) -> String {
    measured.seconds < 0.0005
      ? "–" : Column.number(measured.seconds * 1e6 / Double(max(measured.total, 1)), 1)
  }
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
var growth = Growth()
var comparison = Comparison()
let rows = ScalingRow.rows(of: try String(contentsOf: table, encoding: .utf8) + large)
for row in rows
where wanted.isEmpty || wanted.contains(row.program) {
  guard let program = ScalingPrograms.program(row.program, Switches(row.defines)) else { continue }
  let measured = Measurement(row, program)
  let isCutShort =
    row.error.isEmpty && !row.flags.contains("disable-ipr")
    && (row.program == "ttas" || row.executions == 0
      || rows.contains {
        $0.program == row.program && $0.defines == row.defines && $0.executions != row.executions
      })
  print(line(row, measured, comparison.add(row, measured, isCutShort: isCutShort)))
  growth.add(row, measured)
}
print("\nprogram and switches                      N  executions   µs/execution        MB")
print(
  "                                               for each N  first     last     first     last")
for line in growth.lines { print(line) }
print("")
for line in comparison.lines { print(line) }
