/// One token of Swift source. Trivia (white space, comments, a shebang line, bytes that are no
/// Swift) is not kept; its traces that the grammar depends on are the two flags.
public struct Token: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A word, keywords included, with its backticks if it has any; also `$0`, `_`.
    case identifier
    case integerLiteral
    case floatLiteral
    /// `"` or `"""`, opening or closing; pound signs of raw strings are tokens of their own.
    case stringQuote
    case rawStringPounds
    /// All text between quotes and interpolations, line ends included; never empty.
    case stringSegment
    /// A whole regular expression literal with its delimiters.
    case regexLiteral
    case prefixOperator
    case postfixOperator
    case binaryOperator
    /// `( ) [ ] { } , ; : . @ \ -> = & ? !` and `...`-free punctuation, one token each; `#` of a
    /// macro expansion. In a string, `\` `(` begin an interpolation.
    case punctuation
    /// `#if`, `#elseif`, `#else`, `#endif`, `#available`, `#unavailable`, `#sourceLocation`.
    case poundKeyword
    /// Text that is no token of Swift.
    case unknown
    case endOfFile
  }

  public var kind: Kind
  /// UTF-8 offsets into the file.
  public var start: Int
  public var end: Int
  /// Whether the trivia before it, comments included, holds a line end; true for the first token.
  public var isPrecededByNewline: Bool
  /// Whether there is any trivia before it.
  public var isPrecededBySpace: Bool

  public init(
    kind: Kind, start: Int, end: Int, isPrecededByNewline: Bool, isPrecededBySpace: Bool
  ) {
    self.kind = kind
    self.start = start
    self.end = end
    self.isPrecededByNewline = isPrecededByNewline
    self.isPrecededBySpace = isPrecededBySpace
  }
}
