/// The words that make up a name.
package enum NameWords {
  /// `spinLockAcquire` and `spin_lock_acquire` are three words.
  package static func words(of name: String) -> [String] {
    var words: [String] = []
    var current = ""
    var wasLower = false
    for character in name {
      let isBoundary = !character.isLetter || character.isUppercase && wasLower
      if isBoundary, !current.isEmpty {
        words.append(current)
        current = ""
      }
      if character.isLetter { current += character.lowercased() }
      wasLower = character.isLowercase
    }
    if !current.isEmpty { words.append(current) }
    return words
  }
}
