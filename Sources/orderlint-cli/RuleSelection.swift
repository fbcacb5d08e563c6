import OrderLint

/// A request that cannot be carried out as it was made.
struct UsageError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// A named change of the usual rules.
enum Profile: String, CaseIterable, Sendable {
  /// What MISRA C:2023 asks of memory orders.
  case misra

  /// Optional rules that the profile turns on.
  var added: Set<String> {
    switch self {
    case .misra: ["misra-seqcst-only"]
    }
  }

  /// Rules that contradict it, left out even if they are selected.
  var removed: Set<String> {
    switch self {
    case .misra: ["over-strong-order"]
    }
  }
}

/// The rules of a run.
struct RuleSelection: Sendable {
  /// Every rule there is, sorted by id.
  let known: [RuleDescription]
  /// The ids of those that are wanted.
  let active: Set<String>

  /// - Parameters:
  ///   - select: only these, if there are any, optional ones too; ids separated by commas.
  ///   - ignore: and not these.
  ///   - profile: what it adds is wanted as well, and what it removes is not.
  init(
    known: [RuleDescription], select: [String], ignore: [String], profile: Profile? = nil
  ) throws(UsageError) {
    self.known = known.sorted { $0.id < $1.id }
    let ids = self.known.map(\.id)
    let wanted = try Self.names(in: select, option: "--select", among: ids)
    let unwanted = try Self.names(in: ignore, option: "--ignore", among: ids)
    let usual = self.known.filter { !$0.isOptional }.map(\.id)
    active = Set(wanted.isEmpty ? usual : wanted).union(profile?.added ?? [])
      .subtracting(unwanted).subtracting(profile?.removed ?? [])
    guard !active.isEmpty else {
      throw UsageError("--select and --ignore leave no rule; 'orderlint rules' lists them")
    }
  }

  private static func names(
    in lists: [String], option: String, among known: [String]
  ) throws(UsageError) -> [String] {
    var names: [String] = []
    for list in lists {
      for name in list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init) {
        guard known.contains(name) else {
          throw UsageError("\(option): " + unknown(name, among: known))
        }
        names.append(name)
      }
    }
    return names
  }

  /// `there is no rule 'x'; did you mean 'y'?`
  static func unknown(_ name: String, among known: [String]) -> String {
    let nearest = NearestName.of(name, among: known).map { "'\($0)'" }
    let hint =
      nearest.isEmpty
      ? "'orderlint rules' lists them" : "did you mean \(nearest.joined(separator: " or "))?"
    return "there is no rule '\(name)'; \(hint)"
  }
}
