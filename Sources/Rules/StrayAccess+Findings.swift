import MemoryModel
import OrderLint

extension StrayAccess {
  func finding(of rule: String, in context: RuleContext) -> Finding {
    let stray = cut.item(1, stray)
    let held = cut.item(0, held)
    let holder = context.functionName(of: held)
    let does = stray.isWrite ? "written" : "read"
    return Finding(
      rule: rule, severity: .warning,
      message: "'\(location)' is \(does) here without the lock '\(lock)', which \(others) hold: a "
        + "data race",
      range: stray.range, function: context.functionName(of: stray),
      notes: [
        Finding.Note(
          "\(holder)() \(held.isWrite ? "writes" : "reads") '\(location)' under the lock here",
          at: held.range)
      ],
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: "the lock '\(lock)' is not held on line "
            + "\(stray.range.start.line)",
          conclusion: "'\(location)' is \(does) while \(holder)() may access it: a data race")),
      repair: Repair(
        summary: "'\(lock)' around line \(stray.range.start.line)", isChecked: false),
      // A race on a plain variable is the compiler's to make use of, whatever the machine does.
      targets: Target.allCases)
  }

  /// `a() and b()`, `a(), b() and 2 others`.
  private var others: String {
    let named = holders.prefix(2).map { "\($0)()" }
    let rest = holders.count - named.count
    if rest == 0 { return named.joined(separator: " and ") }
    return named.joined(separator: ", ") + " and \(rest) other\(rest == 1 ? "" : "s")"
  }
}
