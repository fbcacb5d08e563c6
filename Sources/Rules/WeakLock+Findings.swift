import MemoryModel
import OrderLint

extension WeakLock {
  /// The finding of the rule, at the operation at fault.
  func finding(of rule: String, saying message: String, in context: RuleContext) -> Finding {
    let item = cut.item(part, self.item)
    return Finding(
      rule: rule, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item),
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: fault == .taking
            ? "line \(item.range.start.line) does not acquire what the last owner did"
            : "line \(item.range.start.line) does not release what this owner did",
          conclusion: "two owners of the lock use what it protects at once")),
      repair: .order(needed, at: item, in: context.language(of: item), isChecked: isMended),
      targets: context.targets(showing: question, of: cut),
      targetRemark: fault == .taking ? nil : "on x86-64 only if the compiler reorders the writes")
  }
}
