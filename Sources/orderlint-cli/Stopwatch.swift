import OrderLint

/// How long each stage of a run took.
struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var laps: [(name: String, duration: Duration)] = []

  init() { last = clock.now }

  /// Ends a stage that began with the end of the one before.
  mutating func lap(_ name: String) {
    let now = clock.now
    laps.append((name, last.duration(to: now)))
    last = now
  }

  /// The stages with their times, and what the run looked at.
  func table(for statistics: Report.Statistics) -> String {
    var rows = laps.map { ($0.name, milliseconds($0.duration)) }
    rows.append(("total", milliseconds(laps.reduce(.zero) { $0 + $1.duration })))
    rows += [
      ("files", "\(statistics.files)"), ("without atomics", "\(statistics.skippedFiles)"),
      ("functions", "\(statistics.functions)"),
      ("atomic operations", "\(statistics.atomicOperations)"),
      ("checks", "\(statistics.checks)"), ("undecided", "\(statistics.undecided)"),
      ("functions cut short", "\(statistics.truncatedFunctions)"),
    ]
    let width = rows.map(\.1.count).max() ?? 0
    return rows.map { name, value in
      TerminalText.padded(name, to: 22) + String(repeating: " ", count: width - value.count)
        + value + "\n"
    }.joined()
  }

  private func milliseconds(_ duration: Duration) -> String {
    let tenths = duration / .microseconds(100)
    return "\(Int(tenths) / 10).\(Int(tenths) % 10) ms"
  }
}
