/// What the name of a function says about a lock: that it takes or gives one back.
package struct LockName: Hashable {
  private enum Pair { case lock, acquire, enter, wait, take, down }
  private let pair: Pair
  package let gives: Bool

  /// Nil for names that say neither.
  package init?(_ name: String) {
    let words = NameWords.words(of: name.split(separator: ".").last.map(String.init) ?? name)
    for word in words {
      if word.hasSuffix("unlock"), !Self.otherLocks.contains(word) {
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

  /// Whether a word of a name has to do with locks: `locked`, `spinlock`, and no `blocks`.
  static func isAboutLocks(_ word: String) -> Bool {
    word.contains("lock") && !word.contains("block") && !word.contains("clock")
  }

  private static let otherLocks: Set<String> = ["block", "unblock", "clock", "flock", "deadlock"]

  /// What the last word of a macro's name says, without guessing: `CACHE_LOCK`, `TRYLOCK`.
  package struct Macro {
    package let gives: Bool
    package let isTry: Bool

    package init?(_ name: String) {
      let words = NameWords.words(of: name)
      guard let last = words.last, LockName(last) != nil else { return nil }
      if last.hasSuffix("unlock") {
        guard LockName.kinds.contains(String(last.dropLast(6))) else { return nil }
        (gives, isTry) = (true, false)
      } else {
        guard last.hasSuffix("lock") else { return nil }
        let kind = String(last.dropLast(4))
        guard kind == "try" || LockName.kinds.contains(kind) else { return nil }
        (gives, isTry) = (false, kind == "try" || words.contains("try"))
      }
    }
  }

  /// Whether a class of that name holds a lock as long as its object lives: `MutexLock`,
  /// `SpinLockHolder`, `ScopedLock`.
  package static func isHolder(_ name: String) -> Bool {
    let words = NameWords.words(of: name)
    guard words.contains(where: { ["lock", "mutex", "spinlock", "locker"].contains($0) }) else {
      return false
    }
    let says: Set<String> = ["guard", "holder", "scoped", "auto", "scope", "locker"]
    return words.contains(where: says.contains) || words.suffix(2) == ["mutex", "lock"]
  }

  /// What stands before `lock` in one word with it.
  private static let kinds: Set<String> = [
    "", "spin", "mutex", "rw", "rd", "wr", "r", "w", "read", "write", "seq",
  ]

  private static let known: [String: (Pair, Bool)] = [
    "acquire": (.acquire, false), "release": (.acquire, true), "enter": (.enter, false),
    "leave": (.enter, true), "exit": (.enter, true), "wait": (.wait, false),
    "signal": (.wait, true), "post": (.wait, true), "take": (.take, false), "give": (.take, true),
    "down": (.down, false), "up": (.down, true),
  ]
}
