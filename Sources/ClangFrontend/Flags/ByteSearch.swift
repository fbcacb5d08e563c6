/// A search for any of several words at once.
struct ByteSearch: Sendable {
  private let words: [[UInt8]]
  /// Indexed by a word's first byte.
  private let startsWord: [Bool]

  init(_ words: [String]) {
    self.words = words.map { Array($0.utf8) }.filter { !$0.isEmpty }
    var starts = [Bool](repeating: false, count: 256)
    for word in self.words { starts[Int(word[0])] = true }
    startsWord = starts
  }

  /// Whether one of the words occurs.
  func occurs(in bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      startsWord.withUnsafeBufferPointer { starts in
        for offset in buffer.indices where starts[Int(buffer[offset])] {
          let rest = buffer[offset...]
          if words.contains(where: { rest.starts(with: $0) }) { return true }
        }
        return false
      }
    }
  }
}
