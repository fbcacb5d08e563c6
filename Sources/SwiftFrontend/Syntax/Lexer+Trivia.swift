// White space, comments, conflict markers, and bytes that are no Swift.
extension Lexer {
  /// Skips everything up to the next token or, if newlines are not to be skipped, to a newline.
  mutating func skipTrivia(newlines: Bool) {
    let start = position
    skipping: while position < source.count {
      let byte = source[position]
      switch byte {
      case Ascii.space, Ascii.tab:
        position += 1
      case Ascii.newline, Ascii.carriageReturn:
        guard newlines else { break skipping }
        sawNewline = true
        position += 1
      case Ascii.slash:
        if peek(at: position + 1) == Ascii.slash {
          skipToEndOfLine()
        } else if peek(at: position + 1) == Ascii.star {
          skipBlockComment()
        } else {
          break skipping
        }
      case Ascii.less, Ascii.greater:
        guard skipConflictMarker() else { break skipping }
      case 0x21...0x7E:
        break skipping
      case 0x80...0xFF:
        let length = strayLength(at: position)
        if length == 0 { break skipping }
        position += length
      default:
        position += 1
      }
    }
    if position > start { sawSpace = true }
  }

  private mutating func skipBlockComment() {
    position += 2
    var depth = 1
    while position < source.count {
      let byte = source[position]
      position += 1
      if byte == Ascii.star, peek() == Ascii.slash {
        position += 1
        depth -= 1
        if depth == 0 { return }
      } else if byte == Ascii.slash, peek() == Ascii.star {
        position += 1
        depth += 1
      } else if byte.isNewline {
        sawNewline = true
      }
    }
  }

  /// The length of what stands here if no token can begin with it, else 0.
  private func strayLength(at offset: Int) -> Int {
    // A byte order mark is a valid part of an identifier, but does not begin one.
    if starts(with: "\u{FEFF}", at: offset) { return 3 }
    let scalar = decodeScalar(at: offset)
    guard let value = scalar.value else { return scalar.length }
    let beginsToken =
      CodePoints.continuesIdentifier(value) || CodePoints.beginsOperator(value)
      || value == 0x201C || value == 0x201D
    return beginsToken ? 0 : scalar.length
  }

  /// Skips both sides of an unresolved merge: neither side alone is known to be the code.
  private mutating func skipConflictMarker() -> Bool {
    guard position == 0 || peek(at: position - 1).isNewline || peek(at: position - 1) == 0 else {
      return false
    }
    if !memory.openConflictMarkers.normal, starts(with: "<<<<<<< ", at: position) {
      if skip(toLineStartingWith: ">>>>>>> ", from: position + 8) { return true }
      memory.openConflictMarkers.normal = true
    } else if !memory.openConflictMarkers.perforce, starts(with: ">>>> ", at: position) {
      if skip(toLineStartingWith: "<<<<\n", from: position + 5) { return true }
      memory.openConflictMarkers.perforce = true
    }
    return false
  }

  private mutating func skip(toLineStartingWith marker: StaticString, from start: Int) -> Bool {
    var offset = start
    while offset < source.count {
      if peek(at: offset - 1).isNewline, starts(with: marker, at: offset) {
        position = offset + marker.utf8CodeUnitCount
        skipToEndOfLine()
        return true
      }
      offset += 1
    }
    return false
  }
}
