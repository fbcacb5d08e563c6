/// What the command's exit code says.
enum RunStatus: Int32 {
  /// Nothing found at or above the threshold.
  case clean = 0
  case findings = 1
  /// The request could not be carried out as it was made.
  case usage = 2
  /// Some files could not be analysed.
  case incomplete = 3
  /// Our own bug.
  case internalError = 70
}
