/// Where the arrows of a diagram run: each leaves its event sideways into the gap beside the column,
/// runs down a lane of its own, and enters the other event sideways.
struct DiagramRouting {
  struct Route {
    var edge: ExecutionDiagram.Edge
    /// The gap right of this column; -1 is left of the first.
    var gap: Int
    /// From 0, the left one.
    var lane: Int
    var goesRight: Bool
  }

  private(set) var routes: [Route] = []
  /// By gap, from 0 for the one left of the first column.
  private(set) var laneCounts: [Int]

  init(_ diagram: ExecutionDiagram) {
    laneCounts = Array(repeating: 0, count: diagram.threads.count + 1)
    var byGap: [Int: [(edge: ExecutionDiagram.Edge, goesRight: Bool)]] = [:]
    for edge in diagram.edges {
      let from = diagram.nodes[edge.from].thread
      let to = diagram.nodes[edge.to].thread
      // The lane lies beside the event that the arrow leaves.
      byGap[to > from ? from : from - 1, default: []].append((edge: edge, goesRight: to > from))
    }
    for (gap, members) in byGap.sorted(by: { $0.key < $1.key }) {
      assignLanes(gap, members)
    }
  }

  /// Of two arrows whose rows overlap, the one that ends first takes the lane nearer to where it
  /// goes: then they cross only if one's rows enclose the other's.
  private mutating func assignLanes(
    _ gap: Int, _ members: [(edge: ExecutionDiagram.Edge, goesRight: Bool)]
  ) {
    func rows(_ edge: ExecutionDiagram.Edge) -> ClosedRange<Int> {
      min(edge.from, edge.to)...max(edge.from, edge.to)
    }
    var first = 0
    for goesRight in [false, true] {
      let ordered = members.filter { $0.goesRight == goesRight }.map(\.edge).sorted {
        (rows($0).upperBound, $0.from) < (rows($1).upperBound, $1.from)
      }
      var placed: [(rows: ClosedRange<Int>, lane: Int)] = []
      for edge in ordered {
        let overlapping = placed.filter { $0.rows.overlaps(rows(edge)) }
        placed.append((rows: rows(edge), lane: (overlapping.map(\.lane).max() ?? -1) + 1))
      }
      let count = (placed.map(\.lane).max() ?? -1) + 1
      for (edge, place) in zip(ordered, placed) {
        let lane = goesRight ? first + count - 1 - place.lane : first + place.lane
        routes.append(Route(edge: edge, gap: gap, lane: lane, goesRight: goesRight))
      }
      first += count
    }
    laneCounts[gap + 1] = first
  }
}
