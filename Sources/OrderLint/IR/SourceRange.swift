/// A position in a source file.
public struct SourcePosition: Hashable, Sendable, Comparable {
  // There are more positions than anything else; no file is longer than this can say.
  private var storedLine: UInt32
  private var storedColumn: UInt32

  /// 1-based.
  public var line: Int {
    get { Int(storedLine) }
    set { storedLine = UInt32(clamping: newValue) }
  }
  /// 1-based, in UTF-8 bytes.
  public var column: Int {
    get { Int(storedColumn) }
    set { storedColumn = UInt32(clamping: newValue) }
  }

  public init(line: Int, column: Int) {
    storedLine = UInt32(clamping: line)
    storedColumn = UInt32(clamping: column)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(storedLine) << 32 | UInt64(storedColumn))
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

  /// Of one file's ranges few are equal but for the file, and its name takes longest.
  public static func == (left: Self, right: Self) -> Bool {
    left.start == right.start && left.end == right.end && left.file == right.file
  }

  /// Places in a file tell ranges apart well enough.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(start)
    hasher.combine(end)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.file, left.start, left.end) < (right.file, right.start, right.end)
  }
}
