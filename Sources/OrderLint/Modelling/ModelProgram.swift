import MemoryModel

/// A program of the user's own functions, ready to be checked.
public struct ModelProgram: Sendable {
  public var program: ConcurrentProgram
  /// Where instructions come from: an `origin` is an index.
  public var places: [ModelPlace]
  /// What is true only within bounds, or of a simpler thing than the source names; for the report.
  public var remarks: [String]

  /// What was found unsupported at the place, which control came to.
  public func obstacle(at origin: Int?) -> ModelObstacle? {
    guard let origin, places.indices.contains(origin), let reason = places[origin].obstacle else {
      return nil
    }
    return ModelObstacle(reason: reason, range: places[origin].range)
  }
}

/// Where an instruction comes from.
public struct ModelPlace: Hashable, Sendable {
  public var range: SourceRange
  /// What the reader calls the function.
  public var function: String
  public var language: Language
  /// Set where the program cannot be executed any further: why.
  public var obstacle: String?
  /// Set where a call does not come back: what it calls.
  public var ending: String?
  /// What is taken for granted here: when control comes to it, or, where memory is allocated, when it
  /// is read before anything was written to it.
  public var assumption: String?
  /// What goes wrong when what is checked here does not hold, if the source has no assertion.
  public var failure: String?
  /// Whether the code is the library's, which knows what its memory starts as.
  public var isLibrary = false

  public init(range: SourceRange, function: String, language: Language) {
    self.range = range
    self.function = function
    self.language = language
  }
}

/// Something in the source that cannot be executed.
public struct ModelObstacle: Error, Hashable, Sendable {
  public var reason: String
  public var range: SourceRange

  public init(reason: String, range: SourceRange) {
    self.reason = reason
    self.range = range
  }
}

/// What cannot be expressed, while code is being translated.
struct Unsupported: Error {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

/// Values that `__VERIFIER_nondet_…` may give.
public struct ModelBounds: Hashable, Sendable {
  public var nondeterministic: ClosedRange<Int>

  public init(nondeterministic: ClosedRange<Int> = 0...3) {
    self.nondeterministic = nondeterministic
  }
}
