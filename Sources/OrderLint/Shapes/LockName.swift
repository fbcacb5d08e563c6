/// What the name of a function says about a lock: that it takes or gives one back.
struct LockName {
  private enum Pair { case lock, acquire, enter, wait, take, down }
  private let pair: Pair
  let gives: Bool

  /// Nil for names that say neither.
  init?(_ name: String) {
    let words = NameWords.words(of: name.split(separator: ".").last.map(String.init) ?? name)
    for word in words {
      if word.hasSuffix("unlock") {
        (pair, gives) = (.lock, true)
        return
      }
      if word.hasSuffix("lock"), !Self.otherLocks.contains(word) {
        // "lock_release" and "spin_lock_unlock" give back.
        let releases = words.contains("release") || words.contains { $0.hasSuffix("unlock") }
        (pair, gives) = (.lock, releases)
        return
      }
      if let (pair, gives) = Self.known[word] {
        (self.pair, self.gives) = (pair, gives)
        return
      }
    }
    return nil
  }

  func isOpposite(of other: LockName) -> Bool {
    gives != other.gives
      && (pair == other.pair || [pair, other.pair].allSatisfy { $0 == .lock || $0 == .acquire })
  }

  private static let otherLocks: Set<String> = ["block", "clock", "flock", "deadlock"]

  private static let known: [String: (Pair, Bool)] = [
    "acquire": (.acquire, false), "release": (.acquire, true), "enter": (.enter, false),
    "leave": (.enter, true), "exit": (.enter, true), "wait": (.wait, false),
    "signal": (.wait, true), "post": (.wait, true), "take": (.take, false), "give": (.take, true),
    "down": (.down, false), "up": (.down, true),
  ]
}
