/// The words that make up a name.
package enum NameWords {
  /// `spinLockAcquire` and `spin_lock_acquire` are three words.
  package static func words(of name: String) -> [String] {
    var words: [String] = []
    let bytes = Array(name.utf8)
    var start = 0
    var wasLower = false
    for (index, byte) in bytes.enumerated() {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      // Letters beyond ASCII are neither upper nor lower case here.
      let isLetter = isUpper || isLower || byte >= 0x80
      if !isLetter || isUpper && wasLower {
        if start < index { words.append(lowercased(bytes[start..<index])) }
        start = isLetter ? index : index + 1
      }
      wasLower = isLower
    }
    if start < bytes.count { words.append(lowercased(bytes[start...])) }
    return words
  }

  private static func lowercased(_ word: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: word.count) { buffer in
      for (index, byte) in word.enumerated() { buffer[index] = lowercased(byte) }
      return word.count
    }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The bytes of a name, without capitals.
  static func lowercased(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    return bytes.allSatisfy { $0 < 0x80 }
      ? bytes.map { lowercased($0) } : Array(name.lowercased().utf8)
  }

  /// Whether a name has the part anywhere in it, byte for byte. Names are short and asked after often.
  static func contains(_ part: [UInt8], in name: [UInt8]) -> Bool {
    guard let first = part.first, part.count <= name.count else { return part.isEmpty }
    var start = 0
    while start <= name.count - part.count {
      if name[start] == first {
        var matched = 1
        while matched < part.count, name[start + matched] == part[matched] { matched += 1 }
        if matched == part.count { return true }
      }
      start += 1
    }
    return false
  }
}

extension NameWords {
  /// Whether two functions begin and end one thing, by names that differ in one word only: whoever
  /// has the thing calls both.
  static func areOpposites(_ left: [String], _ right: [String]) -> Bool {
    guard left.count == right.count else { return false }
    let differing = zip(left, right).filter { $0 != $1 }
    guard differing.count == 1, let (one, other) = differing.first else { return false }
    return opposites.contains { $0 == (one, other) || $0 == (other, one) }
  }

  /// Whether a function works on the whole of an object that nobody else may use meanwhile.
  static func sayWhole(_ words: [String]) -> Bool {
    [words.first, words.last].contains { $0.map(wholes.contains) ?? false }
  }

  private static let wholes: Set<String> = [
    "assign", "clear", "destroy", "dispose", "teardown", "cleanup",
  ]

  private static let opposites: [(String, String)] = [
    ("start", "stop"), ("open", "close"), ("connect", "disconnect"), ("attach", "detach"),
    ("enable", "disable"), ("pause", "resume"),
  ]
}
