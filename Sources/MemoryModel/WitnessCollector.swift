/// The clearest of the first few executions that answer a question.
struct WitnessCollector: Sendable {
  /// Executions that may still be compared.
  var wanted: Int
  private(set) var best: Execution?
  private var disorder = Int.max

  init(wanted: Int) { self.wanted = wanted }

  /// Whether no better witness is to be expected, or worth more work.
  var isSatisfied: Bool { best != nil && (wanted <= 0 || disorder == 0) }

  mutating func add(_ execution: Execution) {
    wanted -= 1
    if best == nil, wanted <= 0 {
      best = execution
      return
    }
    let disorder = execution.disorder
    if disorder < self.disorder {
      best = execution
      self.disorder = disorder
    }
  }

  /// An execution was passed over: it also counts, so that a rare witness costs no long search.
  mutating func skip() {
    if best != nil { wanted -= 1 }
  }
}
