import MemoryModel
import OrderLint

extension RingEnd {
  /// The other end is taken as it should be: it is out of view, or has its own finding.
  func finding(of rule: String, in context: RuleContext) -> Finding {
    let access = cut.item(0, access)
    let use = use.map { cut.item(0, $0) }
    let order = isVolatile ? "volatile" : written.name
    let message =
      switch fault {
      case .handsOver:
        "\(order) store of the index '\(index)' may hand the slot over before it has been "
          + (fills ? "filled" : "read")
      case .takes:
        "\(order) read of the index '\(index)' does not acquire the slot, which may be "
          + (fills
            ? "overwritten while the other side still reads it" : "read before it is filled")
      }
    return Finding(
      rule: rule, severity: .error, message: message, range: access.range,
      function: context.functionName(of: access),
      notes: use.map {
        [Finding.Note("the slot is \(fills ? "written" : "read") here", at: $0.range)]
      } ?? [],
      evidence: .witness(
        context.witness(
          execution, of: cut, missing: missing(access, use),
          conclusion: "both sides use the slot at the same time: a data race")),
      repair: repair(at: access, in: context),
      targets: context.targets(showing: question, of: cut),
      targetRemark: isVolatile ? "on x86-64 if the compiler reorders" : nil)
  }

  private func repair(at access: TraceItem, in context: RuleContext) -> Repair {
    guard isVolatile else {
      return .order(needed, at: access, in: context.language(of: access), isChecked: isMended)
    }
    let language = context.language(of: access)
    return Repair(
      summary: "an atomic '\(index)', "
        + (fault == .takes ? "read" : "written") + " with \(needed.spelling(in: language)) on line "
        + "\(access.range.start.line)", isChecked: isMended)
  }

  private func missing(_ access: TraceItem, _ use: TraceItem?) -> String {
    guard let use else {
      return
        "nothing orders line \(access.range.start.line) before what the caller does with the slot"
    }
    let (first, second) = access.range < use.range ? (access, use) : (use, access)
    return .nothingOrders(first, before: second) + " for the other side"
  }
}
