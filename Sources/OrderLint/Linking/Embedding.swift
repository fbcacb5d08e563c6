/// Which records are stored inside which others. A field of a record that exactly one field embeds
/// is named with the field that holds the record, so that `lock->inner.seq` and, in a function that
/// is given `&lock->inner`, `inner->seq` are one location, and a copy of all of `lock->inner`
/// overlaps both.
struct Embedding: Sendable {
  private struct Holder {
    var path: [MemoryLocation.Component]
    var count = 1
  }

  private var holders: [String: Holder] = [:]

  init(_ records: some Sequence<Record>) {
    for record in records {
      for field in record.fields {
        guard let type = field.type, let embedded = Self.recordName(of: type) else { continue }
        var path: [MemoryLocation.Component] = [.field(record: record.name, name: field.name)]
        if type.contains("[") { path.append(.element) }
        holders[embedded, default: Holder(path: path, count: 0)].count += 1
      }
    }
  }

  /// The path from the outermost record that is known to hold this one.
  func canonical(_ path: [MemoryLocation.Component]) -> [MemoryLocation.Component] {
    var path = path
    // Records do not nest this deep; a cycle comes from two records of the same name.
    for _ in 0..<6 {
      guard case .field(let record, _) = path.first, let holder = holders[record],
        holder.count == 1
      else { break }
      path = holder.path + path
    }
    return path
  }

  /// The location of a field inside what lies at `outer`.
  ///
  /// A record is the same location whether it is a global, an element, or behind a pointer:
  /// functions are often given the address of the one global. Which object it is, is kept apart
  /// from the location.
  func place(
    of field: MemoryLocation.Component, in outer: MemoryLocation
  ) -> MemoryLocation {
    let start = outer.path.firstIndex { if case .field = $0 { true } else { false } }
    let fields = start.map { Array(outer.path[$0...]) } ?? []
    return MemoryLocation(root: .record, path: canonical(fields + [field]))
  }

  private static func recordName(of type: String) -> String? {
    guard !type.contains("*"), !type.contains("(") else { return nil }
    let words = type.split(whereSeparator: { $0 == " " || $0 == "[" })
    return words.first {
      !["struct", "union", "const", "volatile", "_Atomic"].contains(String($0))
    }.map(String.init)
  }
}
