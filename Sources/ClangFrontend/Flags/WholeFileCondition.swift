/// A source file all of whose code stands in one `#if` is for another system, or for another build:
/// `#if BACKEND_WINDOWS … #endif`. It is read as if the condition held.
enum WholeFileCondition {
  /// The text with that condition true; nil if the file is no such file.
  static func opened(_ text: [UInt8]) -> [UInt8]? {
    var depth = 0
    var condition: Range<Int>?
    var inComment = false
    var start = 0
    while start < text.count {
      let end = text.directiveEnd(from: start)
      let code = beginning(of: text[start..<end], &inComment)
      if code.first == UInt8(ascii: "#") {
        let keyword = word(of: code)
        if keyword.hasPrefix("if") {
          if depth == 0 {
            guard condition == nil, keyword != "ifndef",
              !PreprocessorCondition.isConstantFalse(text[start..<end])
            else { return nil }
            condition = start..<end
          }
          depth += 1
        } else if keyword.hasPrefix("el"), depth == 1 {
          return nil
        } else if keyword == "endif" {
          depth -= 1
        }
      } else if !code.isEmpty, depth == 0 {
        return nil
      }
      start = end + 1
    }
    guard let condition, depth == 0 else { return nil }
    let breaks = text[condition].count { $0 == 0x0A }
    var opened = text
    opened.replaceSubrange(
      condition, with: Array("#if 1".utf8) + Array(repeating: 0x0A, count: breaks))
    return opened
  }

  /// The keyword of the directive that the line is; nil if it is none, or stands in a comment.
  static func directive(of line: ArraySlice<UInt8>, _ inComment: inout Bool) -> String? {
    let code = beginning(of: line, &inComment)
    return code.first == UInt8(ascii: "#") ? word(of: code) : nil
  }

  /// What a line begins with besides spaces and comments; no more than a directive's keyword needs.
  private static func beginning(
    of line: ArraySlice<UInt8>, _ inComment: inout Bool
  ) -> [UInt8] {
    var found: [UInt8] = []
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      let next = index + 1 < line.endIndex ? line[index + 1] : 0
      if inComment {
        if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
          inComment = false
          index += 1
        }
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
        return found
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        inComment = true
        index += 1
      } else if found.count < beginningLength {
        if !Characters.isSpace(byte), byte != 0x0A {
          found.append(byte)
        } else if !found.isEmpty, found.first == UInt8(ascii: "#") {
          found.append(0x20)
        }
      }
      index += 1
    }
    return found
  }

  private static let beginningLength = 24

  private static func word(of directive: [UInt8]) -> String {
    let rest = directive.dropFirst().drop { $0 == 0x20 }
    return String(decoding: rest.prefix(while: Characters.isWord), as: UTF8.self)
  }
}

extension [UInt8] {
  /// The end of a line, after continuation lines.
  func directiveEnd(from start: Int) -> Int {
    var end = start
    while end < count {
      if self[end] == 0x0A {
        let last = end > start && self[end - 1] == 0x0D ? end - 2 : end - 1
        if last < start || self[last] != UInt8(ascii: "\\") { break }
      }
      end += 1
    }
    return end
  }
}
