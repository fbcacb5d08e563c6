/// Something that has a value when an execution has ended.
public enum FinalPlace: Hashable, Sendable, CustomStringConvertible {
  case register(thread: Int, Register)
  case variable(Variable)

  /// As herd writes it in a condition: `0:r1`, `[x]`.
  public var description: String {
    switch self {
    case .register(let thread, let register): "\(thread):\(register)"
    case .variable(let variable): "[\(variable)]"
    }
  }
}

/// A condition on the final state of an execution, as litmus files write it. Unlike `Condition`, it
/// may compare two places.
public indirect enum FinalCondition: Hashable, Sendable {
  case constant(Bool)
  case equal(FinalPlace, Int)
  case same(FinalPlace, FinalPlace)
  case not(FinalCondition)
  case all([FinalCondition])
  case any([FinalCondition])

  /// The condition of the one-line notation; nil if it has an expression over registers.
  public init?(_ condition: Condition) {
    switch condition {
    case .register(let thread, let register, let value):
      self = .equal(.register(thread: thread, register), value)
    case .variable(let variable, let value): self = .equal(.variable(variable), value)
    case .holds: return nil
    case .all(let parts):
      let converted = parts.compactMap { FinalCondition($0) }
      guard converted.count == parts.count else { return nil }
      self = .all(converted)
    case .any(let parts):
      let converted = parts.compactMap { FinalCondition($0) }
      guard converted.count == parts.count else { return nil }
      self = .any(converted)
    case .not(let part):
      guard let converted = FinalCondition(part) else { return nil }
      self = .not(converted)
    }
  }

  /// The same as a question to the checker; nil if it compares registers of different threads or
  /// variables with each other.
  public var condition: Condition? {
    switch self {
    case .constant(true): return .all([])
    case .constant(false): return .any([])
    case .equal(.register(let thread, let register), let value):
      return .register(thread: thread, register, equals: value)
    case .equal(.variable(let variable), let value): return .variable(variable, equals: value)
    case .same(.register(let first, let left), .register(let second, let right))
    where first == second:
      return .holds(thread: first, .binary(.equal, .register(left), .register(right)))
    case .same: return nil
    case .not(let part): return part.condition.map { .not($0) }
    case .all(let parts):
      let converted = parts.compactMap(\.condition)
      return converted.count == parts.count ? .all(converted) : nil
    case .any(let parts):
      let converted = parts.compactMap(\.condition)
      return converted.count == parts.count ? .any(converted) : nil
    }
  }

  /// Every place the condition mentions, each once, in the order of the text.
  public var places: [FinalPlace] {
    var places: [FinalPlace] = []
    collectPlaces(into: &places)
    return places
  }

  private func collectPlaces(into places: inout [FinalPlace]) {
    func add(_ place: FinalPlace) {
      if !places.contains(place) { places.append(place) }
    }
    switch self {
    case .constant: break
    case .equal(let place, _): add(place)
    case .same(let left, let right):
      add(left)
      add(right)
    case .not(let part): part.collectPlaces(into: &places)
    case .all(let parts), .any(let parts):
      for part in parts { part.collectPlaces(into: &places) }
    }
  }

  /// Whether the condition holds when the places have these values.
  public func holds(_ values: [FinalPlace: Int]) -> Bool {
    switch self {
    case .constant(let value): value
    case .equal(let place, let value): values[place] ?? 0 == value
    case .same(let left, let right): values[left] ?? 0 == values[right] ?? 0
    case .not(let part): !part.holds(values)
    case .all(let parts): parts.allSatisfy { $0.holds(values) }
    case .any(let parts): parts.contains { $0.holds(values) }
    }
  }
}

/// What a litmus test claims of its condition.
public enum LitmusQuantifier: String, Hashable, Sendable {
  case exists
  case notExists = "~exists"
  case forall
}
