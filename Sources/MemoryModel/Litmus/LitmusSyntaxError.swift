/// Why a litmus file could not be read, and where.
public struct LitmusSyntaxError: Error, Hashable, CustomStringConvertible, Sendable {
  /// Counted from 1.
  public var line: Int
  /// Counted in characters from 1.
  public var column: Int
  public var message: String

  public init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  public var description: String { "\(line):\(column): \(message)" }
}

/// Where a step of a litmus file stands, and how it is written there.
public struct LitmusPlace: Hashable, Sendable {
  public var line: Int
  public var column: Int
  /// The statement, on one line.
  public var text: String

  public init(line: Int, column: Int, text: String) {
    self.line = line
    self.column = column
    self.text = text
  }
}
