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
  /// Of each record, the names of its fields and the records they hold.
  private var contents: [String: [String: String?]] = [:]

  init(_ records: some Collection<Record>) {
    let references = Set(records.lazy.filter(\.isReference).map(\.name))
    for record in records {
      for field in record.fields {
        contents[record.name, default: [:]].updateValue(
          field.type.flatMap(Self.heldRecord), forKey: field.name)
        guard let type = field.type, let embedded = Self.heldRecord(of: type),
          !references.contains(embedded)
        else { continue }
        var path: [MemoryLocation.Component] = [.field(record: record.name, name: field.name)]
        if Self.holdsSeveral(type) { path.append(.element) }
        holders[embedded, default: Holder(path: path, count: 0)].count += 1
      }
    }
  }

  /// The location of a path that begins in the record, named from the outermost record that is known
  /// to hold it.
  func location(in record: String, _ path: [MemoryLocation.Component] = []) -> MemoryLocation {
    var record = record
    var path = path
    // Records do not nest this deep; a cycle comes from two records of the same name.
    for _ in 0..<6 {
      guard let holder = holders[record], holder.count == 1,
        case .field(let outer, _) = holder.path.first
      else { break }
      record = outer
      path = holder.path + path
    }
    return MemoryLocation(root: .record(record), path: path)
  }

  /// Whether the location is the only field of a record that several others hold, and not known to be
  /// in one of them: an atomic in a type of its own, of which there are as many as there are uses.
  func isAnyWrapped(_ location: MemoryLocation) -> Bool {
    if case .global = location.root { return false }
    let records = location.path.compactMap { component in
      if case .field(let record, _) = component { record } else { nil }
    }
    guard let outer = records.first, holders[outer]?.count ?? 0 > 1 else { return false }
    return records.allSatisfy { contents[$0]?.count == 1 }
  }

  /// The location of a field inside what lies at `outer`, or of some object's field.
  ///
  /// A record is the same location whether it is a global, an element, or behind a pointer:
  /// functions are often given the address of the one global. Which object it is, is kept apart
  /// from the location.
  func place(
    of field: MemoryLocation.Component, in outer: MemoryLocation?
  ) -> MemoryLocation {
    guard case .field(let record, _) = field else { return outer ?? location(in: "") }
    guard let outer else { return location(in: record, [field]) }
    if record == Self.unknownRecord, let known = known(field, in: outer) {
      return place(of: known, in: outer)
    }
    if record == Self.unknownRecord || record == Self.tuple {
      return MemoryLocation(root: outer.root, path: outer.path + [field])
    }
    if case .record(let whole) = outer.root {
      return outer.path.isEmpty
        ? location(in: record, [field])
        : MemoryLocation(root: .record(whole), path: outer.path + [field])
    }
    let start = outer.path.firstIndex { if case .field = $0 { true } else { false } }
    guard let start, case .field(let first, _) = outer.path[start] else {
      return location(in: record, [field])
    }
    return location(in: first, outer.path[start...] + [field])
  }

  /// The field by the record that lies at `outer`, if that has one of the name: a Swift variable may
  /// hold what a C function returned, whose type only the other language says.
  private func known(
    _ field: MemoryLocation.Component, in outer: MemoryLocation
  ) -> MemoryLocation.Component? {
    guard case .field(_, let name) = field else { return nil }
    let last = outer.path.last { if case .field = $0 { true } else { false } }
    var record: String?
    if case .field(let holder, let part) = last {
      record = contents[holder]?[part] ?? nil
    } else if case .record(let whole) = outer.root {
      record = whole
    }
    guard let record, contents[record]?[name] != nil else { return nil }
    return .field(record: record, name: name)
  }

  /// What front ends call a record whose name they do not know.
  static let unknownRecord = "?"
  /// What they call any tuple: one says nothing about another.
  static let tuple = "tuple"

  /// The record that a pointer of the type points to: `struct slot *`, `UnsafePointer<Slot>`.
  static func pointee(of type: String) -> String? {
    if let open = type.firstIndex(of: "<"), let close = type.lastIndex(of: ">"), open < close,
      type.contains("Pointer<")
    {
      return recordName(of: String(type[type.index(after: open)..<close]))
    }
    guard type.filter({ $0 == "*" }).count == 1 else { return nil }
    return recordName(of: type.filter { $0 != "*" })
  }

  /// The record that a variable of the type, or an element of it, holds.
  static func recordName(of type: String) -> String? {
    guard !type.contains("*"), !type.contains("(") else { return nil }
    let words = type.split(whereSeparator: { $0 == " " || $0 == "[" })
    return words.first {
      !["struct", "union", "const", "volatile", "_Atomic"].contains(String($0))
    }.map(String.init)
  }

  /// Whether a variable of the type holds a row of what it is declared with.
  static func holdsSeveral(_ type: String) -> Bool {
    type.contains("[") || collection(type) != nil
  }

  /// The record that a variable of the type holds, where a Swift collection or optional holds what it
  /// is declared with.
  static func heldRecord(of type: String) -> String? {
    recordName(of: String(collection(type) ?? optional(type) ?? type[...]))
  }

  /// What a Swift collection of the type holds: `[Slot]`, `[String: Slot]`, `ContiguousArray<Slot>`.
  private static func collection(_ type: String) -> Substring? {
    let type = type.last == "?" ? type.dropLast() : type[...]
    if type.first == "[", type.last == "]" {
      let inner = type.dropFirst().dropLast()
      guard !inner.contains("["), let colon = inner.firstIndex(of: ":") else { return inner }
      return inner[inner.index(after: colon)...].drop { $0 == " " }
    }
    guard type.last == ">", let open = type.firstIndex(of: "<"),
      collectionNames.contains(String(type[..<open]))
    else { return nil }
    return type[type.index(after: open)...].dropLast()
  }

  private static let collectionNames: Set<String> = [
    "Array", "ContiguousArray", "ArraySlice", "Deque",
  ]

  private static func optional(_ type: String) -> Substring? {
    guard type.last == "?" else { return nil }
    return type.dropLast()
  }
}
