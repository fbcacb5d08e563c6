import CLibclang
import OrderLint

extension UnitContext {
  /// A union: its members share cells.
  func arrangeUnion(_ record: CXCursor, _ type: CXType, _ depth: Int) -> Arrangement {
    let members = record.children.compactMap { unionMember($0, in: type, depth) }
    if members.count == 1 {
      return Arrangement(layout: .record(members[0].fields), spans: members[0].spans)
    }
    let union = UnionArrangement(members: members, size: Int(clang_Type_getSizeOf(type)))
    return union.sharingCells() ?? union.inOneNumber() ?? union.refused
  }

  private func unionMember(
    _ child: CXCursor, in type: CXType, _ depth: Int
  ) -> UnionArrangement.Member? {
    if child.isAnonymousRecord {
      let inside = arrangement(of: child.type, depth + 1)
      guard case .record(let fields) = inside.layout else {
        let name = child.fieldNames.first ?? "a record without a name"
        return UnionArrangement.Member(
          fields: child.fieldNames.map { Layout.Field(name: $0, layout: inside.layout, offset: 0) },
          spans: nil, name: name)
      }
      return UnionArrangement.Member(fields: fields, spans: inside.spans, name: fields.first?.name)
    }
    guard child.kind == CXCursor_FieldDecl, !child.name.isEmpty else { return nil }
    let inside = arrangement(ofValue: child.type, depth + 1)
    var member = UnionArrangement.Member(
      fields: [Layout.Field(name: child.name, layout: inside.layout)], spans: inside.spans,
      name: child.name)
    if child.isBitField {
      let width = Int(clang_getFieldDeclBitWidth(child))
      guard case .integer(_, let isSigned) = inside.layout, width > 0 else { return nil }
      member.fields[0].layout = .bits(from: 0, count: width, isSigned: isSigned)
      member.spans = inside.spans?.map {
        Arrangement.Span(start: $0.start, size: $0.size, content: .bits)
      }
    }
    member.isAddressed = isAddressed(child)
    return member
  }

  /// Whether the unit takes the address of the field of some object: to hand it on, or for an atomic
  /// access.
  private func isAddressed(_ field: CXCursor) -> Bool {
    if addressedFields == nil {
      addressedFields = unit.cursor.addressedFields { unit.isInSystemHeader($0) }
    }
    return field.identity.map { addressedFields?.contains($0) ?? true } ?? true
  }
}

extension CXCursor {
  /// The fields that `&` is applied to.
  fileprivate func addressedFields(except isOutside: (CXSourceLocation) -> Bool) -> Set<
    UnsafeRawPointer
  > {
    var found: Set<UnsafeRawPointer> = []
    for declaration in children where !isOutside(declaration.location) {
      for (cursor, _) in declaration.descendants(limit: 1 << 20)
      where cursor.kind == CXCursor_UnaryOperator
        && cursor.unaryOperator == CXUnaryOperator_AddrOf
      {
        var operand = cursor.children.first
        while let inner = operand, inner.kind == CXCursor_ParenExpr {
          operand = inner.children.first
        }
        if let operand, operand.kind == CXCursor_MemberRefExpr,
          let field = operand.referenced.identity
        {
          found.insert(field)
        }
      }
    }
    return found
  }
}

/// How the members of a union share cells.
struct UnionArrangement {
  struct Member {
    var fields: [Layout.Field]
    var spans: [Arrangement.Span]?
    var name: String?
    var isAddressed = false

    /// The one number that it is.
    var integer: (span: Arrangement.Span, isSigned: Bool)? {
      guard fields.count == 1, let span = spans?.first, spans?.count == 1,
        case .integer(_, let isSigned) = fields[0].layout
      else { return nil }
      return (span, isSigned)
    }
    /// Whether it must have a cell to itself, since its address is handed on.
    var isWhole: Bool { isAddressed || spans?.contains(where: \.isAtomic) ?? false }
  }

  var members: [Member]
  var size: Int

  var refused: Arrangement {
    let names = members.compactMap { $0.name.map { "'\($0)'" } }.joined(separator: ", ")
    let layout = Layout.unsupported(
      "a union of \(names), which overlap other than part by part (shift and mask an integer)")
    return Arrangement(
      layout: .record(
        members.flatMap(\.fields).map { Layout.Field(name: $0.name, layout: layout, offset: 0) }),
      spans: nil)
  }

  // MARK: Cells of their own for the smallest parts

  func sharingCells() -> Arrangement? {
    let spans = members.flatMap { $0.spans ?? [] }
    guard !spans.isEmpty, members.allSatisfy({ $0.spans != nil }) else { return nil }
    let starts = Set(spans.map(\.start))
    let ends = Set(spans.filter { $0.content != .whole }.map(\.end)).filter { $0 < size }
    let covered = ends.filter { end in spans.contains { $0.start < end && end < $0.end } }
    return sharing(starts.union(covered).sorted()) ?? sharing(starts.sorted())
  }

  /// - Parameter bounds: the bytes that cells begin at. Without the ends of fields among them, cells
  ///   may be wider than what begins there, by what is padding in a record.
  private func sharing(_ bounds: [Int]) -> Arrangement? {
    let cells = bounds.enumerated().map { index, start in
      (start: start, end: index + 1 < bounds.count ? bounds[index + 1] : size)
    }
    var fields: [Layout.Field] = []
    // Members that are made of the cells of others.
    var views = Set<String>()
    for member in members {
      guard let spans = member.spans, let first = spans.first,
        let start = bounds.firstIndex(of: first.start)
      else {
        guard member.spans?.isEmpty ?? false else { return nil }
        continue
      }
      if member.integer == nil, matches(spans, bounds, from: start) {
        fields += Layout.placed(member.fields).map {
          Layout.Field(name: $0.field.name, layout: $0.field.layout, offset: start + $0.offset)
        }
        continue
      }
      guard let overlaid = overlaid(member.fields, spans, Bounds(cells: cells, first: 0)) else {
        return nil
      }
      if overlaid.map(\.layout) != member.fields.map(\.layout) {
        guard !member.isWhole else { return nil }
        views.insert(member.fields.first?.name ?? "")
      }
      fields += overlaid
    }
    guard agree(bounds, except: views) else { return nil }
    return Arrangement(
      layout: .record(fields),
      spans: cells.map { cell in
        let inside = members.flatMap { $0.spans ?? [] }.filter { $0.start == cell.start }
        let isNumber = inside.allSatisfy(\.isInteger)
        return Arrangement.Span(
          start: cell.start, size: cell.end - cell.start,
          content: isNumber
            ? .integer(isSigned: false)
            : inside.contains { $0.content == .bits }
              && !inside.contains { $0.content == .whole } ? .bits : .whole,
          isAtomic: inside.contains(where: \.isAtomic))
      })
  }

  /// Whether the fields are cells of their own, one after the other.
  private func matches(_ spans: [Arrangement.Span], _ bounds: [Int], from start: Int) -> Bool {
    spans.enumerated().allSatisfy { index, span in
      bounds.indices.contains(start + index) && bounds[start + index] == span.start
        && (span.content == .whole
          || !bounds.contains { $0 > span.start && $0 < span.end })
    }
  }

  private struct Bounds {
    var cells: [(start: Int, end: Int)]
    /// The cell that the record begins with.
    var first: Int
  }

  /// Fields that are made of the cells of others.
  private func overlaid(
    _ fields: [Layout.Field], _ spans: [Arrangement.Span], _ bounds: Bounds
  ) -> [Layout.Field]? {
    var result: [Layout.Field] = []
    for (field, number) in Layout.placed(fields) {
      guard spans.indices.contains(number) else { return nil }
      let span = spans[number]
      guard let start = bounds.cells.firstIndex(where: { $0.start == span.start }) else {
        return nil
      }
      let covered = bounds.cells.filter { $0.start >= span.start && $0.start < span.end }
      var layout = field.layout
      let offset = start - bounds.first
      switch field.layout {
      case .integer(_, let isSigned):
        if covered.count > 1 || covered[0].end < span.end {
          layout = .parts(
            covered.map { (min($0.end, span.end) - $0.start) * 8 }, isSigned: isSigned)
        }
      case .scalar, .unsupported, .atomic: break
      case .bits: guard covered.count == 1 else { return nil }
      case .record(let inner):
        let inside = Bounds(cells: bounds.cells, first: start)
        guard let fields = overlaid(inner, Array(spans[number...]), inside) else { return nil }
        layout = .packed(fields)
      case .array, .parts, .packed: return nil
      }
      result.append(Layout.Field(name: field.name, layout: layout, offset: offset))
    }
    return result
  }

  /// Whether numbers that begin in one cell, and have it to themselves, are of one size; and of one
  /// type, if they are accessed atomically.
  private func agree(_ bounds: [Int], except views: Set<String>) -> Bool {
    for bound in bounds {
      var found: [Arrangement.Span] = []
      for member in members where !views.contains(member.fields.first?.name ?? "") {
        found += (member.spans ?? []).filter { $0.start == bound && $0.content != .whole }
          .map { span in
            var copy = span
            copy.isAtomic = span.isAtomic || member.isAddressed
            return copy
          }
      }
      if Set(found.map(\.size)).count > 1 { return false }
      let whole = found.filter(\.isAtomic)
      if !whole.isEmpty, Set(found.map(\.content)).count > 1 { return false }
    }
    return true
  }

  // MARK: One number, and its bits

  func inOneNumber() -> Arrangement? {
    let wholes = members.filter { $0.integer?.span.size == size }
    guard size <= 8, let whole = wholes.first(where: \.isWhole) ?? wholes.first,
      let kind = whole.integer
    else { return nil }
    var fields: [Layout.Field] = []
    for member in members {
      if let (span, isSigned) = member.integer {
        let isCell = span.size == size && isSigned == kind.isSigned
        guard isCell || !member.isWhole else { return nil }
        let name = member.fields[0].name
        let layout =
          isCell
          ? member.fields[0].layout
          : Layout.bits(from: span.start * 8, count: span.size * 8, isSigned: isSigned)
        fields.append(Layout.Field(name: name, layout: layout, offset: 0))
        continue
      }
      guard let spans = member.spans, !member.isWhole,
        let packed = Self.packed(member.fields, spans)
      else { return nil }
      fields += packed
    }
    return Arrangement(
      layout: .record(fields),
      spans: [
        Arrangement.Span(
          start: 0, size: size, content: .integer(isSigned: kind.isSigned),
          isAtomic: whole.isWhole)
      ])
  }

  /// Fields as bits of one number.
  private static func packed(
    _ fields: [Layout.Field], _ spans: [Arrangement.Span]
  ) -> [Layout.Field]? {
    var result: [Layout.Field] = []
    for (field, cell) in Layout.placed(fields) {
      guard spans.indices.contains(cell) else { return nil }
      let span = spans[cell]
      let layout: Layout
      switch field.layout {
      case .integer(let bits, let isSigned):
        layout = .bits(from: span.start * 8, count: bits, isSigned: isSigned)
      case .bits(let first, let count, let isSigned):
        layout = .bits(from: span.start * 8 + first, count: count, isSigned: isSigned)
      case .record(let inner):
        guard let inside = packed(inner, Array(spans[cell...])) else { return nil }
        layout = .packed(inside)
      case .array:
        layout = .unsupported(
          "an array in a union, whose elements are not the smallest parts of the other members")
      case .scalar, .atomic, .parts, .packed, .unsupported: return nil
      }
      result.append(Layout.Field(name: field.name, layout: layout, offset: 0))
    }
    return result
  }
}
