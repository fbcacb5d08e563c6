/// A position in a source file.
public struct SourcePosition: Hashable, Sendable, Comparable {
  /// 1-based.
  public var line: Int
  /// 1-based, in UTF-8 bytes.
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A half-open range of text in one file.
public struct SourceRange: Hashable, Sendable, Comparable {
  /// Path of the file as the run knows it: relative to the working directory, `/` separated.
  public var file: String
  public var start: SourcePosition
  /// The position after the last character.
  public var end: SourcePosition

  public init(file: String, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.file, left.start, left.end) < (right.file, right.start, right.end)
  }
}
