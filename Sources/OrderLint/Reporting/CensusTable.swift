import MemoryModel

/// The atomics of a program as text and as JSON.
public struct CensusTable: Sendable {
  private let objects: [AtomicObject]

  public init(_ objects: [AtomicObject]) {
    self.objects = objects
  }

  /// One block for each object: its accesses, then who hands data to whom.
  public var text: String {
    objects.map(Self.block).joined(separator: "\n")
  }

  private static func block(_ object: AtomicObject) -> String {
    let cells = object.accesses.map { access in
      [
        "\(access.range.file):\(access.range.start.line):\(access.range.start.column)",
        access.operation.label, orders(of: access), access.function,
      ].map { TerminalText.escaped($0) }
    }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines = [TerminalText.escaped(object.title)]
    lines += cells.map { row in
      let padded = (0..<3).map { TerminalText.padded(row[$0], to: widths[$0]) }
      return "  " + (padded + [row[3]]).joined(separator: "  ")
    }
    lines += object.pairs.map { TerminalText.escaped("  \($0.writer) -> \($0.reader)") }
    if object.releasesInVain { lines.append("  released, and no access acquires it") }
    if object.acquiresInVain { lines.append("  acquired, and no access releases it") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func orders(of access: AtomicObject.Access) -> String {
    var text = access.order?.irWord ?? "not constant"
    if let failure = access.failureOrder { text += "/" + failure.irWord }
    if access.isImplicit { text += " (implicit)" }
    if access.isExclusive { text += " (not shared)" }
    return text
  }

  public var json: String {
    JSONValue.object([("objects", .array(objects.map(Self.json)))]).serialized()
  }

  private static func json(_ object: AtomicObject) -> JSONValue {
    .object([
      ("name", .string(object.name)),
      ("record", object.record.map { .string($0) } ?? .null),
      ("accesses", .array(object.accesses.map(json))),
      (
        "pairs",
        .array(
          object.pairs.map {
            .object([("writer", .string($0.writer)), ("reader", .string($0.reader))])
          })
      ),
    ])
  }

  private static func json(_ access: AtomicObject.Access) -> JSONValue {
    .object([
      ("file", .string(access.range.file)),
      ("line", .integer(access.range.start.line)),
      ("column", .integer(access.range.start.column)),
      ("function", .string(access.function)),
      ("operation", .string(access.operation.label)),
      ("order", access.order.map { .string($0.irWord) } ?? .null),
      ("failureOrder", access.failureOrder.map { .string($0.irWord) } ?? .null),
      ("implicit", .bool(access.isImplicit)),
      ("releases", .bool(access.releases)),
      ("acquires", .bool(access.acquires)),
      ("notShared", .bool(access.isExclusive)),
    ])
  }
}

extension AtomicObject {
  fileprivate var title: String {
    record.map { "\(name) (in \($0))" } ?? name
  }
}

extension Operation.Kind {
  fileprivate var label: String {
    switch self {
    case .load: "load"
    case .store: "store"
    case .update: "update"
    case .compareExchange: "compare-exchange"
    case .fence: "fence"
    }
  }
}
