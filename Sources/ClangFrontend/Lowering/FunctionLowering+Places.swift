import CLibclang
import OrderLint

extension FunctionLowering {
  /// The user's text for a node. What a macro of several statements says stands in its body, as it
  /// would in a function's, and `via` is where the macro is used.
  func eventPlace(of node: Int) -> (range: SourceRange, via: [SourceRange]) {
    if node == 0 { return (nameRange, []) }
    let start = tree.start(of: node)
    let spelled = context.spelling(of: start)
    if extent.contains(spelled) {
      return (range(from: spelled, to: context.spelling(of: tree.end(of: node))), [])
    }
    let expanded = expansion(of: start)
    let range = range(from: expanded, to: context.spelling(of: tree.end(of: node)))
    return bodyRange(of: node, expanded).map { ($0, [range]) } ?? (range, [])
  }

  /// The text in the body of a macro that a node, or an operand of it, comes from, if that is where
  /// a mistake is mended. Macros for one operation stand for that operation where they are used.
  private func bodyRange(of node: Int, _ expanded: Place) -> SourceRange? {
    var pending = [node]
    var next = 0
    var single: SourceRange?
    let own = macro(of: node)
    while next < min(pending.count, 12) {
      let candidate = pending[next]
      next += 1
      pending += tree[candidate].children
      let spelled = context.spelling(of: tree.start(of: candidate))
      guard !extent.contains(spelled), spelled != expanded, let file = spelled.file,
        let entry = context.entry(for: file), entry.isInside,
        let macro = macro(around: spelled.offset, in: file),
        // What an operand comes from uses the node's own macro, or is only used by it.
        candidate == node || own.map({ macro.mentions($0) }) ?? true
      else { continue }
      if macro.hasStatements { return wordRange(spelled, in: file, path: entry.path) }
      if macro.isCounter, single == nil {
        single = wordRange(spelled, in: file, path: entry.path)
      }
    }
    return single
  }

  /// The macro of the repository in whose body the node itself is spelled.
  private func macro(of node: Int) -> MacroTraits? {
    let spelled = context.spelling(of: tree.start(of: node))
    guard let file = spelled.file, let entry = context.entry(for: file), entry.isInside else {
      return nil
    }
    return macro(around: spelled.offset, in: file)
  }

  /// The function-like macro whose body holds the offset.
  private func macro(around offset: Int, in file: CXFile) -> MacroTraits? {
    guard let macro = context.macro(at: offset, in: file), macro.isFunctionLike else { return nil }
    return macro
  }

  private var nameRange: SourceRange {
    let place = context.expansion(of: tree[0].cursor.location)
    guard let file = place.file else { return range(from: place, to: place) }
    return wordRange(place, in: file, path: context.entry(for: file)?.path ?? "")
  }

  /// Where the outermost macro expansion around a location in the function starts.
  func expansion(of location: CXSourceLocation) -> Place {
    commonExpansion ?? context.expansion(of: location)
  }

  /// The range between two places of one file; one column wide if the end is somewhere else.
  func range(from start: Place, to end: Place) -> SourceRange {
    let first = SourcePosition(line: max(start.line, 1), column: max(start.column, 1))
    var last = SourcePosition(line: first.line, column: first.column + 1)
    if end.file == start.file, end.offset > start.offset {
      last = SourcePosition(line: end.line, column: end.column)
    }
    return SourceRange(
      file: context.entry(for: start.file)?.path ?? "", start: first, end: max(first, last))
  }

  func wordRange(_ place: Place, in file: CXFile, path: String) -> SourceRange {
    let length = max(1, context.word(in: file, at: place.offset).utf8.count)
    return SourceRange(
      file: path, start: SourcePosition(line: place.line, column: place.column),
      end: SourcePosition(line: place.line, column: place.column + length))
  }

  /// The text that names an order argument; nil if a system header chose it.
  func orderRange(_ order: Int, of call: Int) -> SourceRange? {
    let start = tree.start(of: order)
    let spelled = context.spelling(of: start)
    let expanded = expansion(of: start)
    if let file = spelled.file, let entry = context.entry(for: file) {
      guard entry.isInside else { return nil }
      guard spelled == expanded else { return wordRange(spelled, in: file, path: entry.path) }
      return range(from: spelled, to: context.spelling(of: tree.end(of: order)))
    }
    return builtInOrderRange(expanded, of: call)
  }

  /// `__ATOMIC_…` are macros of the compiler, so the constant has no text. It is the user's order if
  /// the macro's name stands in the repository.
  private func builtInOrderRange(_ expanded: Place, of call: Int) -> SourceRange? {
    let callStart = tree.start(of: call)
    let callPlace = expansion(of: callStart)
    if expanded != callPlace, let file = expanded.file, let entry = context.entry(for: file) {
      return entry.isInside ? wordRange(expanded, in: file, path: entry.path) : nil
    }
    let body = context.spelling(of: callStart)
    for place in [body, callPlace] {
      guard let file = place.file, let entry = context.entry(for: file), entry.isInside
      else { continue }
      if let range = firstOrderName(in: file, path: entry.path, from: place) { return range }
    }
    return nil
  }

  private func firstOrderName(in file: CXFile, path: String, from place: Place) -> SourceRange? {
    let bytes = context.source(of: file)
    let wanted = Array("__ATOMIC_".utf8)
    var offset = place.offset
    var position = SourcePosition(line: place.line, column: place.column)
    while offset + wanted.count < min(bytes.count, place.offset + 400) {
      if bytes[offset] == UInt8(ascii: ";") { return nil }
      if bytes[offset..<(offset + wanted.count)].elementsEqual(wanted) {
        let length = context.word(in: file, at: offset).utf8.count
        let end = SourcePosition(line: position.line, column: position.column + length)
        return SourceRange(file: path, start: position, end: end)
      }
      let isNewline = bytes[offset] == UInt8(ascii: "\n")
      position.line += isNewline ? 1 : 0
      position.column = isNewline ? 1 : position.column + 1
      offset += 1
    }
    return nil
  }
}
