import MemoryModel

/// Enumerates the paths of functions, callees first, so that a caller's traces contain what the
/// functions it calls do.
///
/// A loop body is entered at most twice per path, and an iteration that only read is dropped: a spin
/// loop is one successful read. Recursion, and callees beyond the limits, stay calls.
struct Tracer {
  struct Limits: Sendable {
    /// Paths of a function that is looked at on its own.
    var rootPaths = 96
    /// Paths of which all combinations are followed: of a function that contains atomic accesses or
    /// calls one that does, and of what lies further above.
    var exhaustivePaths = 24
    var distantPaths = 6
    var rootItems = 200
    /// Paths and items of a function that is inlined into its callers.
    var inlinedPaths = 16
    var inlinedItems = 90
    /// Blocks of a function that is inlined, if it synchronizes and if it does not.
    var inlinedBlocks = 80
    var unrelatedBlocks = 20
    var callDepth = 10
    /// Block visits spent on one function before its remaining paths are given up.
    var visits = 1500
    /// Items copied while the paths of one function fork.
    var work = 15_000
  }

  struct Result {
    var traces: [Trace]
    /// Some paths were given up.
    var isTruncated: Bool
  }

  let program: Program
  let callGraph: CallGraph
  let limits: Limits
  private var finished: [Activation: Result] = [:]
  private var active: Set<Activation> = []

  /// A function, and the functions it is given for parameters that it only calls.
  private struct Activation: Hashable {
    var function: Int
    var given: [Int: String]
  }

  init(program: Program, callGraph: CallGraph, limits: Limits = Limits()) {
    self.program = program
    self.callGraph = callGraph
    self.limits = limits
  }

  /// The paths of a function, where parameters may be known functions.
  mutating func traces(of function: Int, given: [Int: String] = [:]) -> Result {
    let activation = Activation(function: function, given: given)
    if let known = finished[activation] { return known }
    active.insert(activation)
    var walker = PathWalker(tracer: self, function: function, given: given)
    let result = walker.run(&self)
    active.remove(activation)
    finished[activation] = result
    return result
  }

  /// The paths of a callee, if it can be inlined here.
  mutating func inlinable(_ function: Int, given: [Int: String] = [:]) -> [Trace]? {
    let isRelevant = callGraph.synchronizing.contains(function)
    let size = isRelevant ? limits.inlinedBlocks : limits.unrelatedBlocks
    let activation = Activation(function: function, given: given)
    guard !active.contains(activation), active.count <= limits.callDepth,
      program.functions[function].blocks.count <= size
    else { return nil }
    let result = traces(of: function, given: given)
    guard !isRelevant || !result.isTruncated else { return nil }
    var chosen = result.traces
    if chosen.count > limits.inlinedPaths {
      if !isRelevant {
        chosen = chosen.coveringAccesses
      } else if callGraph.callers[function].count <= 2 {
        chosen = chosen.coveringChoices
      }
    }
    guard chosen.count <= limits.inlinedPaths,
      chosen.allSatisfy({ $0.items.count <= limits.inlinedItems })
    else { return nil }
    return chosen
  }
}

extension [Trace] {
  /// Some of the paths, short ones first, that together do and decide everything that the paths do: of
  /// what one or two functions call.
  fileprivate var coveringChoices: [Trace] {
    var covered: Set<Choice> = []
    var covering: [Int] = []
    for number in indices.sorted(by: { self[$0].items.count < self[$1].items.count }) {
      let choices = self[number].items.map(Choice.init)
      guard covering.isEmpty || !choices.allSatisfy(covered.contains) else { continue }
      covered.formUnion(choices)
      covering.append(number)
    }
    return covering.sorted().map { self[$0] }
  }

  /// Some of the paths that together make every access that the paths make: of a function that
  /// synchronizes nothing, that is what its callers need to know.
  fileprivate var coveringAccesses: [Trace] {
    var covered: Set<SourceRange> = []
    return enumerated().filter { number, trace in
      let ranges = trace.items.lazy.filter { $0.isAccess }.map(\.range)
      let isNew = number == 0 || !ranges.allSatisfy(covered.contains)
      covered.formUnion(ranges)
      return isNew
    }.map(\.element)
  }
}

/// Something that a path does, or how it decides.
private struct Choice: Hashable {
  private var range: SourceRange
  private var comparison: BinaryOperator?
  private var isNegative = false

  init(_ item: TraceItem) {
    range = item.range
    guard case .assume(let condition) = item.kind else { return }
    switch condition {
    case .binary(let kind, _, _): comparison = kind
    case .not: isNegative = true
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .unknown:
      break
    }
  }
}
