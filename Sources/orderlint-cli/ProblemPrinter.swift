import OrderLint

/// Says on standard error what the run could not read or understand.
struct ProblemPrinter {
  /// Past this many lines only a total is given, unless `-v` asks for all.
  private static let lineLimit = 20

  var options: CheckOptions
  var console: Console

  func show(_ problems: [FrontendProblem], flagSources: [Presentation.Run.FlagSource]) {
    if options.verbose {
      for source in flagSources { console.note("\(source.file): flags from \(source.source)") }
    }
    let shown = problems.filter { problem in
      switch problem.severity {
      case .error: true
      case .warning: !options.quiet
      case .note: options.verbose
      }
    }
    let limit = options.verbose ? shown.count : Self.lineLimit
    for problem in shown.prefix(limit) { console.diagnostics(line(for: problem)) }
    guard !options.quiet else { return }
    let hidden = problems.count - min(limit, shown.count)
    if hidden > 0, !options.verbose {
      let noun = hidden == 1 ? "remark" : "remarks"
      console.note("\(hidden) more \(noun) on files that were not fully understood; -v shows all")
    }
  }

  private func line(for problem: FrontendProblem) -> String {
    let place = problem.position.map { ":\($0.line):\($0.column)" } ?? ""
    let paint = Painter(isEnabled: Terminal.usesColor(options.color, on: Terminal.standardError))
    let level: Severity =
      switch problem.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    return TerminalText.escaped(problem.file + place) + ": "
      + paint("\(problem.severity.name):", level) + " \(TerminalText.escaped(problem.message))\n"
  }
}
