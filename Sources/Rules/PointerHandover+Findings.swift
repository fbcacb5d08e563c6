import MemoryModel
import OrderLint

extension PointerHandover {
  /// The finding of the rule, at the atomic access.
  func finding(of rule: String, saying message: String, in context: RuleContext) -> Finding {
    let item = cut.item(0, access)
    let used = cut.item(0, use)
    return Finding(
      rule: rule, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item),
      notes: [
        Finding.Note(useNote, at: used.range)
      ],
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: missing,
          conclusion: conclusion)),
      repair: part == .failedExchange
        ? Repair(
          summary: "\(needed.spelling(in: context.language(of: item))) as failure order on line "
            + "\(item.range.start.line)", isChecked: isMended)
        : .order(needed, at: item, in: context.language(of: item), isChecked: isMended),
      targets: context.targets(showing: question, of: cut))
  }

  private var missing: String {
    let (item, used) = (cut.item(0, access), cut.item(0, use))
    if use == access { return "nothing orders what the caller wrote before the pointer is stored" }
    return part == .publish
      ? .nothingOrders(used, before: item) : .nothingOrders(item, before: used)
  }

  private var conclusion: String {
    switch question {
    case .outcome: "the node's initial value overwrites the link: what was linked is lost"
    case .dataRace, .assertionFailure:
      "the memory is read while its writes may still be under way: a data race"
    }
  }

  private var useNote: String {
    if use == access { return "the memory that the caller gave is handed over here" }
    if part == .follow { return "the link into the other node is written here" }
    return "the memory is \(cut.item(0, use).isWrite ? "written" : "read") here"
  }
}
