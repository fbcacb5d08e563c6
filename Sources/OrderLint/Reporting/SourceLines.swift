/// The text of one file, cut into lines. LF, CR and CRLF each end a line, as for compilers.
public struct SourceLines: Sendable {
  public let bytes: [UInt8]
  /// The offset of the first byte of each line, and the offset after its last, terminator excluded.
  private let bounds: [Range<Int>]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var bounds: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
        index += 1
        continue
      }
      bounds.append(start..<index)
      let isPair =
        byte == UInt8(ascii: "\r") && index + 1 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "\n")
      index += isPair ? 2 : 1
      start = index
    }
    bounds.append(start..<bytes.count)
    self.bounds = bounds
  }

  public init(_ text: String) { self.init(Array(text.utf8)) }

  /// The number of lines; a file that ends in a terminator has an empty last line.
  public var count: Int { bounds.count }

  /// The bytes of a line, numbered from 1, without its terminator.
  public func line(_ number: Int) -> ArraySlice<UInt8>? {
    guard number >= 1, number <= bounds.count else { return nil }
    return bytes[bounds[number - 1]]
  }

  /// The position of a byte offset.
  public func position(ofByte offset: Int) -> SourcePosition {
    let line = max(0, bounds.partitioningIndex { $0.lowerBound > offset } - 1)
    return SourcePosition(line: line + 1, column: max(0, offset - bounds[line].lowerBound) + 1)
  }

  /// The offset of a position, kept inside its line; nil if there is no such line.
  public func byteOffset(of position: SourcePosition) -> Int? {
    guard position.line >= 1, position.line <= bounds.count else { return nil }
    let line = bounds[position.line - 1]
    return min(line.upperBound, line.lowerBound + max(0, position.column - 1))
  }

  /// The text of a range, empty if the range is not in the file.
  public func text(in range: SourceRange) -> String {
    guard let start = byteOffset(of: range.start), let end = byteOffset(of: range.end), start <= end
    else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The column counted in UTF-16 code units from 1, as SARIF wants it.
  func utf16Column(of position: SourcePosition) -> Int {
    prefix(before: position).utf16.count + 1
  }

  /// The column counted in characters from 1, as GitHub wants it.
  func characterColumn(of position: SourcePosition) -> Int {
    prefix(before: position).unicodeScalars.count + 1
  }

  private func prefix(before position: SourcePosition) -> String {
    guard let line = line(position.line) else { return "" }
    return String(decoding: line.prefix(max(0, position.column - 1)), as: UTF8.self)
  }
}
