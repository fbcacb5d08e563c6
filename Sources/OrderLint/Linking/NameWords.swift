/// The words that make up a name.
package enum NameWords {
  /// `spinLockAcquire` and `spin_lock_acquire` are three words.
  package static func words(of name: String) -> [String] {
    var words: [String] = []
    var current: [UInt8] = []
    var wasLower = false
    for byte in name.utf8 {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      // Letters beyond ASCII are neither upper nor lower case here.
      let isLetter = isUpper || isLower || byte >= 0x80
      if !isLetter || isUpper && wasLower, !current.isEmpty {
        words.append(String(decoding: current, as: UTF8.self))
        current.removeAll(keepingCapacity: true)
      }
      if isLetter { current.append(isUpper ? byte | 0x20 : byte) }
      wasLower = isLower
    }
    if !current.isEmpty { words.append(String(decoding: current, as: UTF8.self)) }
    return words
  }
}
