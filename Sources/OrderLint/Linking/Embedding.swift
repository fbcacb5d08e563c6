/// Which records are stored inside which others. A record that exactly one field embeds is named
/// without the field that holds it, so that `lock->inner.seq` and, in a function that is given
/// `&lock->inner`, `inner->seq` are one location.
struct Embedding: Sendable {
  private var places: [String: Int] = [:]

  init(_ records: some Sequence<Record>) {
    for record in records {
      for field in record.fields {
        guard let type = field.type, let embedded = Self.recordName(of: type) else { continue }
        places[embedded, default: 0] += 1
      }
    }
  }

  /// The path without the leading fields that hold a record embedded nowhere else.
  func canonical(_ path: [MemoryLocation.Component]) -> [MemoryLocation.Component] {
    var start = path.startIndex
    for index in path.indices.dropFirst() {
      if case .field(let record, _) = path[index], case .field = path[path.index(before: index)],
        places[record, default: 0] <= 1
      {
        start = index
      }
    }
    return Array(path[start...])
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
