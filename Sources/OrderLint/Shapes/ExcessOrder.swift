import MemoryModel

/// An order or a fence that could be weaker, or an operation that could be cheaper, without any new
/// outcome in the code that is in view.
public struct ExcessOrder: Sendable {
  public enum Reason: Hashable, Sendable {
    /// A counter whose values decide nothing: relaxed does.
    case counter
    /// Nothing that could meet it in the total order is seq_cst: acquire and release do.
    case aloneInTotalOrder
    /// Another fence that gives as much stands right beside it.
    case secondFence
    /// The operation beside the fence has the order itself.
    case impliedFence
    /// An exchange is repeated until it finds a lock free.
    case spinningExchange
    /// A strong compare-exchange whose failure only leads to the next try.
    case strongRetry
  }

  public var reason: Reason
  public var object: String?
  /// The first of the places, in source order.
  public var place: Place
  /// Other places that change along with it, and what makes it needless.
  public var others: [Place]
  public var edits: [Repair.Edit]

  public struct Place: Hashable, Sendable {
    public var range: SourceRange
    public var function: String
    public var language: Language
    /// The order there, and the one that does as well; nil where nothing changes, or all goes.
    public var old: MemoryOrder?
    public var new: MemoryOrder?
  }
}

extension RuleContext {
  /// Orders that could be weaker, each proven, in source order. Computed when it is asked for.
  public func excessOrders() -> [ExcessOrder] {
    let objects = ClosedAtomics(of: analysis)
    let counters = QuietCounterFinder(analysis: analysis, objects: objects).find()
    let counted = Set(counters.map(\.place.range))
    let found =
      NeedlessFenceFinder(analysis: analysis).find()
      + RepeatedAttemptFinder(analysis: analysis, sources: sources).find()
      + counters
      + LoneSeqcstFinder(analysis: analysis, objects: objects).find()
      .filter { !counted.contains($0.place.range) }
    return found.sorted { $0.place.range < $1.place.range }
  }
}
