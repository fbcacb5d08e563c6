import MemoryModel
import OrderLint

extension SectionLeave {
  /// What the side at fault lacks.
  func finding(of rule: String, in context: RuleContext) -> Finding {
    let (leave, look) = (cut.item(0, self.leave), cut.item(1, self.look))
    let item = fault == .leaving ? leave : look
    let written = item.ordering?.order ?? .relaxed
    let needed = written.joined(fault == .leaving ? .release : .acquire)
    let edits = (fault == .leaving ? cut.origins(0, self.leave) : cut.origins(1, self.look))
      .map { ScenarioEdit.setOrder(origin: $0, to: needed) }
    let message =
      fault == .leaving
      ? "\(written.name) \(leave.writePhrase) of '\(flag)', by which a reader leaves, does not release "
        + "what it read through '\(pointer)'; that may be freed while it is still read"
      : "\(written.name) read of '\(flag)', which says that no reader is left, does not acquire; what "
        + "was found in '\(pointer)' may be freed while it is still read"
    return Finding(
      rule: rule, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item),
      notes: [
        Finding.Note(
          fault == .leaving ? "'\(flag)' is looked at here" : "readers leave here",
          at: fault == .leaving ? look.range : leave.range),
        Finding.Note("the object is freed here", at: cut.item(1, end).range),
      ],
      evidence: .witness(
        context.witness(
          execution, of: cut, missing: "nothing orders what the reader reads before the end",
          conclusion: "the object is freed while it is read")),
      repair: .order(
        needed, at: item, in: context.language(of: item),
        isChecked: context.forbids(question, of: cut, with: edits)),
      targets: context.targets(showing: question, of: cut))
  }
}
