import OrderLint

/// Front ends and rules, applied to the files of a run.
enum Analyser {
  static func analyse(
    _ request: AnalysisRequest, _ stopwatch: inout Stopwatch
  ) throws -> Analysis {
    throw UsageError("this build has no front end yet")
  }

  /// The modules of one file, for `dump-ir`.
  static func lower(_ file: String, buildPath: String?) throws -> [Module] {
    throw UsageError("this build has no front end yet")
  }
}
