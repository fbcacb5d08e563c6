/// The rules about suppression comments themselves.
public enum SuppressionRules {
  static let bare = "bare-suppression"
  static let withoutReason = "suppression-without-reason"
  static let unused = "unused-suppression"
  static let unknownRule = "unknown-rule"
  static let malformed = "malformed-suppression"

  /// What each says about itself, sorted by id.
  public static let descriptions: [RuleDescription] = [
    describe(
      bare, "Suppression comment without a rule list",
      """
      A comment that names no rule hides every finding of its line, also those that nobody has \
      looked at yet. Name the rules it is about: `orderlint:ignore[rule] -- reason`. The comment \
      still works as long as it is there.
      """, flagged: "int x;  ↓// orderlint:ignore -- the whole line is generated"),
    describe(
      malformed, "Suppression comment that cannot be understood",
      """
      The comment starts like a suppression and suppresses nothing, because its verb is unknown or \
      its rule list is not closed. The verbs are `ignore`, `ignore-next` and `ignore-file`.
      """, flagged: "int x;  ↓// orderlint:ingore[no-op-fence] -- single threaded"),
    describe(
      withoutReason, "Suppression comment without a reason",
      """
      Whoever changes this code next has to know why the finding does not hold. Write it after two \
      dashes: `orderlint:ignore[rule] -- reason`.
      """, flagged: "int x;  ↓// orderlint:ignore[no-op-fence]"),
    describe(
      unknownRule, "Suppression comment names a rule that does not exist",
      """
      The name may be mistyped, or the rule may have been renamed. `orderlint rules` lists the \
      names.
      """, flagged: "int x;  ↓// orderlint:ignore[no-such-rule] -- single threaded"),
    describe(
      unused, "Suppression comment that suppresses nothing",
      """
      The finding is gone, or the comment stands in the wrong place. A comment that stays behind \
      hides the next finding at this place. Reported only when the rules it names were run.
      """, flagged: "int x;  ↓// orderlint:ignore[no-op-fence] -- single threaded"),
  ]

  static func isAboutComment(_ finding: Finding) -> Bool {
    [bare, malformed, withoutReason, unknownRule, unused].contains(finding.rule)
  }

  private static func describe(
    _ id: String, _ summary: String, _ rationale: String, flagged: String
  ) -> RuleDescription {
    RuleDescription(
      id: id, summary: summary, rationale: rationale, severity: .warning, knownLimits: "",
      references: [], triggering: [.c(flagged)], clean: [])
  }
}
