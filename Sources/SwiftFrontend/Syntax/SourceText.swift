import OrderLint

/// The bytes of one Swift file, and where its lines begin.
///
/// Every offset is clamped to the text, so no offset, however it was computed, can trap.
public struct SourceText: Sendable {
  public let bytes: [UInt8]
  /// Offset of the first byte of each line; the first is 0.
  public let lineStarts: [Int]

  public init(bytes: [UInt8]) {
    self.bytes = bytes
    self.lineStarts = Self.lineStarts(of: bytes)
  }

  public init(_ string: String) {
    self.init(bytes: Array(string.utf8))
  }

  /// The position of a UTF-8 offset; both its line and its column count from 1.
  public func position(at offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return SourcePosition(line: low + 1, column: offset - lineStarts[low] + 1)
  }

  /// The range between two offsets, in the file of that name.
  public func range(_ start: Int, _ end: Int, file: String) -> SourceRange {
    SourceRange(file: file, start: position(at: start), end: position(at: end))
  }

  /// The bytes of a token, without a copy.
  public func bytes(of token: Token) -> ArraySlice<UInt8> {
    let start = min(max(token.start, 0), bytes.count)
    return bytes[start..<min(max(token.end, start), bytes.count)]
  }

  /// The text of a token; bytes that are not UTF-8 become U+FFFD.
  public func text(of token: Token) -> String {
    String(decoding: bytes(of: token), as: UTF8.self)
  }

  /// Whether a token is spelled exactly like that.
  public func isSpelled(_ token: Token, _ spelling: StaticString) -> Bool {
    let length = spelling.utf8CodeUnitCount
    guard token.end - token.start == length, token.start >= 0, token.end <= bytes.count else {
      return false
    }
    return spelling.withUTF8Buffer { expected in
      for index in 0..<expected.count where bytes[token.start + index] != expected[index] {
        return false
      }
      return true
    }
  }

  /// `\n`, `\r\n` and a lone `\r` each end a line.
  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    starts.reserveCapacity(bytes.count / 32 + 1)
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count where bytes[index] <= Ascii.carriageReturn {
        if bytes[index] == Ascii.newline {
          starts.append(index + 1)
        } else if bytes[index] == Ascii.carriageReturn,
          index + 1 == bytes.count || bytes[index + 1] != Ascii.newline
        {
          starts.append(index + 1)
        }
      }
    }
    return starts
  }
}
