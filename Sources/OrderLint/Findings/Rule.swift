/// One check. A rule is a pure function of its context.
public protocol Rule: Sendable {
  static var description: RuleDescription { get }
  init()
  func check(_ context: RuleContext) -> [Finding]
}
