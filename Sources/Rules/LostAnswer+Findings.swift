import MemoryModel
import OrderLint

extension LostAnswer {
  /// The access is an exchange that has the other half of what it needs.
  var isHalfExchange: Bool {
    let item = cut.item(0, access)
    return item.isRead && item.isWrite && written == .acquire && !item.isOneSided
  }

  /// The finding of the rule, at the access of the pointer.
  func finding(of rule: String, in context: RuleContext) -> Finding {
    let item = cut.item(0, access)
    let notes = [initialization.map { Finding.Note("'\(word)' is initialised here", at: $0) }]
    return Finding(
      rule: rule, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item),
      notes: notes.compactMap { $0 } + [
        Finding.Note("'\(word)' is stored to through the pointer here", at: answer)
      ],
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: fault == .showing
            ? "nothing orders the initialisation of '\(word)' before the pointer is written"
            : "nothing orders the read of the pointer before the store to '\(word)'",
          conclusion: "the initial value of '\(word)' comes last: what was stored there is lost"
            + (isAwaited ? ", and the thread that waits for it waits for ever" : ""))),
      repair: .order(needed, at: item, in: context.language(of: item), isChecked: isMended),
      targets: context.targets(showing: question, of: cut))
  }

  private var message: String {
    let item = cut.item(0, access)
    return switch fault {
    case .showing:
      "\(written.name) \(item.writePhrase) of '\(pointer)' does not release the node it points to; "
        + "what another thread then stores to '\(word)' may be overwritten by its initial value"
    case .answering:
      "\(written.name) \(item.readPhrase) of '\(pointer)' does not acquire the node it points to; "
        + "what is then stored to '\(word)' may be overwritten by its initial value"
    }
  }
}
