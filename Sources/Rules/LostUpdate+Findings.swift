import MemoryModel
import OrderLint

extension LostUpdate {
  /// What a rule has to say of two changes of which one is lost.
  struct Account {
    var severity = Severity.warning
    var message: String
    /// What the execution ends in.
    var conclusion: String
  }

  /// The finding of the rule, at one of the accesses.
  func finding(
    of rule: String, at item: TraceItem, saying account: Account, in context: RuleContext
  ) -> Finding {
    let read = cut.item(0, load)
    return Finding(
      rule: rule, severity: account.severity, message: account.message,
      range: item.place(beside: read),
      function: context.functionName(of: item, read, thread: 0, in: cut),
      notes: [
        Finding.Note("'\(location)' is read here", at: read.place(beside: cut.item(0, store))),
        Finding.Note("another thread changes it here", at: cut.item(1, other).range),
      ],
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: "the read and the write of '\(location)' are not one step",
          conclusion: account.conclusion)),
      // The algorithm is wrong, whatever the orders are.
      targets: Target.allCases)
  }

  /// One of two changes overwrites the other.
  func lostChange(_ message: String) -> Account {
    Account(message: message, conclusion: "one of two changes of '\(location)' is lost")
  }
}
