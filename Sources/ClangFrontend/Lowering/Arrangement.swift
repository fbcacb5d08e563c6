import CLibclang
import OrderLint

/// The cells of a record, and the bytes that each of them stands for.
struct Arrangement {
  var layout: Layout
  /// One for each cell; nil where bytes do not matter, or are not known.
  var spans: [Span]?

  /// The bytes of a cell.
  struct Span: Hashable {
    var start: Int
    var size: Int
    var content: Content
    var isAtomic = false

    var end: Int { start + size }
    var isInteger: Bool { if case .integer = content { true } else { false } }

    func moved(by bytes: Int) -> Span {
      var copy = self
      copy.start += bytes
      return copy
    }
  }

  enum Content: Hashable {
    case integer(isSigned: Bool)
    /// Bit-fields that share a cell.
    case bits
    /// A pointer, a handle, a floating-point number: nothing has parts of it.
    case whole
  }
}

extension UnitContext {
  /// The cells of what a variable or field holds.
  func arrangement(ofValue type: CXType, _ depth: Int) -> Arrangement {
    let layout = layout(of: type, depth: depth)
    let inner = type.withoutAtomic.canonical
    let size = Int(clang_Type_getSizeOf(type))
    let isAtomic = type.canonical.kind == CXType_Atomic
    switch layout {
    case .integer(_, let isSigned):
      let span = Arrangement.Span(
        start: 0, size: size, content: .integer(isSigned: isSigned), isAtomic: isAtomic)
      return Arrangement(layout: layout, spans: [span])
    case .scalar, .atomic, .unsupported:
      guard size > 0, !inner.isRecord || !layout.isRefused else {
        return Arrangement(layout: layout)
      }
      let span = Arrangement.Span(start: 0, size: size, content: .whole, isAtomic: isAtomic)
      return Arrangement(layout: layout, spans: [span])
    case .array(_, let count):
      let element = clang_getElementType(inner)
      let stride = Int(clang_Type_getSizeOf(element))
      guard count <= 4096, let spans = arrangement(ofValue: element, depth + 1).spans else {
        return Arrangement(layout: layout)
      }
      return Arrangement(
        layout: layout,
        spans: (0..<count).flatMap { index in spans.map { $0.moved(by: index * stride) } })
    case .record:
      guard inner.isRecord else { return Arrangement(layout: layout) }
      let inside = arrangement(of: inner, depth)
      return inside.layout == layout ? inside : Arrangement(layout: layout)
    case .bits, .parts, .packed: return Arrangement(layout: layout)
    }
  }

  func arrange(_ type: CXType, _ depth: Int) -> Arrangement {
    guard goesDeeper(depth) else { return Arrangement(layout: .record([])) }
    let record = type.canonical.declaration
    return record.kind == CXCursor_UnionDecl
      ? arrangeUnion(record, type, depth) : arrangeStruct(record, type, depth)
  }

  private func arrangeStruct(_ record: CXCursor, _ type: CXType, _ depth: Int) -> Arrangement {
    var fields: [Layout.Field] = []
    var spans: [Arrangement.Span]? = []
    var cells = 0
    let members = record.children
    var index = 0
    while index < members.count {
      let member = members[index]
      index += 1
      if member.isAnonymousRecord {
        let inside = arrangement(of: member.type, depth + 1)
        let start = (inside.spans ?? []).isEmpty ? 0 : offset(of: member, in: type)
        switch inside.layout {
        case .record(let inner):
          fields += Layout.placed(inner).map {
            Layout.Field(name: $0.field.name, layout: $0.field.layout, offset: cells + $0.offset)
          }
        default:
          fields += member.fieldNames.map {
            Layout.Field(name: $0, layout: inside.layout, offset: cells)
          }
        }
        spans = spans.flatMap { known in
          start.flatMap { at in inside.spans.map { known + $0.map { $0.moved(by: at) } } }
        }
        cells += inside.layout.cells
      } else if member.kind == CXCursor_FieldDecl, member.isBitField {
        var run = [member]
        while index < members.count, members[index].kind == CXCursor_FieldDecl,
          members[index].isBitField, clang_getFieldDeclBitWidth(members[index]) != 0
        {
          run.append(members[index])
          index += 1
        }
        run.removeAll { clang_getFieldDeclBitWidth($0) == 0 }
        let next = members[index...].first { $0.kind == CXCursor_FieldDecl }
        let room = BitRoom(
          from: spans?.last?.end ?? 0,
          to: next.map { Int(clang_Cursor_getOffsetOfField($0)) / 8 }.flatMap { $0 > 0 ? $0 : nil }
            ?? Int(clang_Type_getSizeOf(type)))
        guard let unit = bitUnit(run, in: room) else { continue }
        fields += unit.fields.map { Layout.Field(name: $0.name, layout: $0.layout, offset: cells) }
        spans?.append(unit.span)
        cells += 1
      } else if member.kind == CXCursor_FieldDecl, !member.name.isEmpty {
        let inside = arrangement(ofValue: member.type, depth + 1)
        fields.append(Layout.Field(name: member.name, layout: inside.layout))
        // libclang looks through all of a type for an offset in it, so only where it matters.
        if let found = inside.spans, spans != nil, !found.isEmpty {
          let start = Int(clang_Cursor_getOffsetOfField(member)) / 8
          spans?.append(contentsOf: found.map { $0.moved(by: start) })
        } else if inside.spans == nil {
          spans = nil
        }
        cells += inside.layout.cells
      }
    }
    return Arrangement(layout: .record(fields), spans: spans)
  }

  /// The bytes that bit-fields in a row may take.
  private struct BitRoom {
    var from: Int
    var to: Int
  }

  /// Bit-fields in a row are one memory location (C11 3.14), and one cell.
  private func bitUnit(
    _ run: [CXCursor], in room: BitRoom
  ) -> (fields: [Layout.Field], span: Arrangement.Span)? {
    let named = run.filter { !$0.name.isEmpty }
    guard let first = run.first, !named.isEmpty else { return nil }
    let begin = Int(clang_Cursor_getOffsetOfField(first)) / 8
    let end =
      run.map { Int(clang_Cursor_getOffsetOfField($0)) + Int(clang_getFieldDeclBitWidth($0)) }
      .max() ?? 0
    let unit = max(1, Int(clang_Type_getSizeOf(first.type)))
    let start = max(room.from, begin / unit * unit)
    let bytes = max((end + 7) / 8, min(start + unit, room.to)) - start
    let span = Arrangement.Span(start: start, size: bytes, content: .bits)
    let fields = named.map { field in
      var layout = Layout.unsupported("bit-fields of more than 64 bits in a row")
      if bytes <= 8, case .integer(_, let isSigned) = self.layout(of: field.type, depth: 1) {
        layout = .bits(
          from: Int(clang_Cursor_getOffsetOfField(field)) - start * 8,
          count: Int(clang_getFieldDeclBitWidth(field)), isSigned: isSigned)
      }
      return Layout.Field(name: field.name, layout: layout)
    }
    return (fields, span)
  }

  /// Where in a record one without a name begins.
  func offset(of member: CXCursor, in type: CXType) -> Int? {
    guard let name = member.fieldNames.first else { return nil }
    let outer = clang_Type_getOffsetOf(type, name)
    let inner = clang_Type_getOffsetOf(member.type, name)
    return outer >= 0 && inner >= 0 ? Int(outer - inner) / 8 : nil
  }
}

extension Layout {
  fileprivate var isRefused: Bool { if case .unsupported = self { true } else { false } }
}

extension CXCursor {
  /// A struct or union whose fields count as those of the record around it.
  var isAnonymousRecord: Bool {
    (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl)
      && clang_Cursor_isAnonymousRecordDecl(self) != 0
  }

  /// The names of the fields, and of those in records without names.
  var fieldNames: [String] {
    children.flatMap { child -> [String] in
      if child.isAnonymousRecord { return child.fieldNames }
      return child.kind == CXCursor_FieldDecl && !child.name.isEmpty ? [child.name] : []
    }
  }
}
