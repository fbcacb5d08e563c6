/// A picture of an execution: a column of events for each thread, in program order from top to
/// bottom; arrows for reads-from and synchronizes-with; what is missing, dashed and named; numbers
/// for the order S; and for each variable its modification order.
///
/// No two events share a row, and a write is above whatever reads from it where that is possible, so
/// an arrow never runs through an event.
public struct ExecutionDiagram: Sendable {
  /// What is known about where an event comes from.
  public struct Note: Hashable, Sendable {
    /// File and line.
    public var place: String
    public var code: String

    public init(place: String, code: String) {
      self.place = place
      self.code = code
    }
  }

  struct Node: Sendable {
    var event: Int
    /// The column.
    var thread: Int
    /// `a`, `b`, … in the order of the rows.
    var letter: String
    var text: String
    var order: String
    /// The place in the order S, from 1.
    var serial: Int?
    var note: Note?
  }

  enum EdgeKind: Hashable, Sendable {
    case readsFrom
    case synchronizesWith
    /// Named; for a reads-from edge that should synchronize.
    case missing(String)
    /// Points both ways.
    case race(String)
  }

  /// An arrow between two rows.
  struct Edge: Hashable, Sendable {
    var from: Int
    var to: Int
    var kind: EdgeKind
  }

  /// A variable with its writes in modification order.
  struct History: Sendable {
    struct Entry: Sendable {
      var value: String
      /// The letter of the write; nil for the initial value.
      var letter: String?
      var readers: [String]
    }

    var name: String
    var entries: [Entry]
  }

  var threads: [String]
  /// One a row.
  var nodes: [Node] = []
  var edges: [Edge] = []
  /// Rows of one thread whose order others may see reversed: dashed program order.
  var looseOrders: [(from: Int, to: Int)] = []
  var histories: [History] = []
  /// What the dashed edges mean, in words.
  var remarks: [String] = []

  /// - Parameters:
  ///   - notes: by index into `Execution.events`.
  ///   - plain: events that are shown as plain, whatever order they have.
  ///   - show: how a value is written.
  public init(
    _ execution: Execution, threads: [String], notes: [Int: Note] = [:], plain: Set<Int> = [],
    showing show: (Int) -> String = { String($0) }
  ) {
    self.threads = threads
    let relations = ExecutionRelations(execution)
    let rows = RowOrder(relations).rows
    let total = relations.totalOrder
    let serials =
      total.count < 2
      ? [:] : Dictionary(uniqueKeysWithValues: total.enumerated().map { ($1, $0 + 1) })
    for event in rows {
      let (text, order) = Self.text(of: execution.events[event], showing: show)
      let thread = execution.events[event].thread ?? 0
      while self.threads.count <= thread { self.threads.append("P\(self.threads.count)") }
      nodes.append(
        Node(
          event: event, thread: thread, letter: Self.letter(nodes.count), text: text,
          order: plain.contains(event) ? "" : order, serial: serials[event], note: notes[event]))
    }
    addHistories(execution, showing: show)
    addEdges(relations)
  }

  /// `a` to `z`, then `a1` and so on.
  static func letter(_ index: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return String(letters[index % letters.count])
      + (index < letters.count ? "" : String(index / letters.count))
  }

  private static func text(
    of event: ExecutionEvent, showing show: (Int) -> String
  ) -> (text: String, order: String) {
    let order = event.order?.diagramName ?? ""
    switch event.kind {
    case .read(let variable, _, let value): return ("\(variable) = \(show(value))", order)
    case .write(let variable, _, let value): return ("\(variable) := \(show(value))", order)
    case .update(let variable, _, let old, let new):
      return ("\(variable): \(show(old)) → \(show(new))", order)
    case .fence: return ("fence", order)
    case .lock(let variable): return ("lock \(variable)", "")
    case .unlock(let variable): return ("unlock \(variable)", "")
    case .lifecycle(let lifecycle): return (text(of: lifecycle), "")
    }
  }

  private static func text(of lifecycle: ExecutionEvent.Lifecycle) -> String {
    switch lifecycle {
    case .spawn(let thread): "create thread \(thread)"
    case .join(let thread): "join thread \(thread)"
    case .allocate(let variable, _): "allocate \(variable)"
    case .free(let variable): "free \(variable)"
    case .choose(let value): "choose \(value)"
    }
  }

  private func row(of event: Int) -> Int? { nodes.firstIndex { $0.event == event } }

  private mutating func addHistories(_ execution: Execution, showing show: (Int) -> String) {
    for (variable, writes) in execution.modificationOrder.sorted(by: { $0.key.name < $1.key.name })
    {
      let isLock = execution.events.contains {
        if case .lock(variable) = $0.kind { true } else { false }
      }
      guard !isLock else { continue }
      let entries = writes.map { write in
        let readers = nodes.filter { execution.readsFrom[$0.event] == write }.map(\.letter)
        return History.Entry(
          value: show(execution.events[write].valueWritten ?? 0),
          letter: row(of: write).map { nodes[$0].letter }, readers: readers)
      }
      histories.append(History(name: variable.name, entries: entries))
    }
  }

  // MARK: - Edges

  private mutating func addEdges(_ relations: ExecutionRelations) {
    var kinds: [[Int]: EdgeKind] = [:]
    for (read, write) in relations.execution.readsFrom {
      guard let from = row(of: write), let to = row(of: read) else { continue }
      kinds[[from, to]] = .readsFrom
    }
    for (first, second) in relations.synchronizesWith.pairs {
      guard let from = row(of: first), let to = row(of: second) else { continue }
      kinds[[from, to]] = .synchronizesWith
    }
    addMissing(relations, to: &kinds)
    edges = kinds.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { rows, kind in
      // Within a thread program order says it all.
      guard nodes[rows[0]].thread != nodes[rows[1]].thread else { return nil }
      return Edge(from: rows[0], to: rows[1], kind: kind)
    }
  }

  private mutating func addMissing(
    _ relations: ExecutionRelations, to kinds: inout [[Int]: EdgeKind]
  ) {
    if let race = relations.execution.race, let first = row(of: race.first),
      let second = row(of: race.second)
    {
      kinds[[min(first, second), max(first, second)]] = .race("data race")
      let letters = [first, second].sorted().map { nodes[$0].letter }
      remarks.append(
        "\(letters[0]) and \(letters[1]) race: neither happens before the other")
      return
    }
    let gaps = OrderGaps(relations)
    for (write, read) in gaps.unsynchronized {
      guard let from = row(of: write), let to = row(of: read) else { continue }
      kinds[[from, to]] = .missing("no sw")
      remarks.append(
        "\(nodes[to].letter) reads from \(nodes[from].letter), but nothing synchronizes with it")
    }
    for (first, second) in gaps.looseOrders {
      guard let from = row(of: first), let to = row(of: second) else { continue }
      looseOrders.append((from: from, to: to))
      let pair = "\(nodes[from].letter) before \(nodes[to].letter)"
      let hasTotalOrder = nodes.contains { $0.serial != nil }
      remarks.append(
        hasTotalOrder ? "S need not keep \(pair)" : "nothing keeps \(pair) for other threads")
    }
    for (read, write) in gaps.contradictions {
      guard let from = row(of: read), let to = row(of: write) else { continue }
      kinds[[from, to]] = .missing("not in S")
      remarks.append(
        "\(nodes[from].letter) sees the state before \(nodes[to].letter), "
          + "and S need not agree")
    }
  }
}
