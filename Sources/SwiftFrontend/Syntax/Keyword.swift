/// A word the parser gives a meaning to. Its raw value is its number in every `NameTable`.
enum Keyword: Int32, CaseIterable {
  case `actor`, any, `as`, `associatedtype`, async, `await`, `borrowing`, `break`, `case`, `catch`
  case `class`, consume, `consuming`, `convenience`, copy, `continue`, `default`, `defer`, `deinit`
  case `discard`, `distributed`, `do`, `dynamic`, each, `else`, `enum`, `extension`, `fallthrough`
  case `false`, `fileprivate`, `final`, `for`, `func`, get, `guard`, `if`, `import`, `in`
  case `indirect`, `infix`, `init`, `inout`, `internal`, `is`, isolated, `lazy`, `let`, `macro`
  case `mutating`, `nil`, `nonisolated`, `nonmutating`, `open`, `operator`, `optional`, `override`
  case `package`, `postfix`, `precedencegroup`, `prefix`, `private`, `protocol`, `public`, `repeat`
  case `required`, `rethrows`, `return`, `self`, `sending`, `set`, `some`, `static`, `struct`
  case `subscript`, `super`, `switch`, `then`, `throw`, `throws`, `true`, `try`, `typealias`
  case `unowned`, `unsafe`, `var`, `weak`, `where`, `while`, `yield`
  case `underscore`

  static let spellings: [String] = allCases.map { $0 == .underscore ? "_" : "\($0)" }
}

/// The distinct words of one file. Keywords come first, numbered by `Keyword.rawValue`.
struct NameTable {
  private(set) var spellings: [String]
  private var slots: [Int32]
  private var keys: [UInt8]
  private var keyEnds: [Int32]

  private static let seeded = NameTable(seed: Keyword.spellings)

  /// A table that knows the keywords.
  init() { self = Self.seeded }

  private init(seed: [String]) {
    spellings = []
    slots = Array(repeating: -1, count: 512)
    keys = []
    keyEnds = []
    for word in seed {
      let bytes = Array(word.utf8)
      _ = bytes.withUnsafeBufferPointer { insert($0) }
    }
  }

  /// The number of a word; backticks are part of the word but not of its spelling.
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
    while slots[slot] >= 0 {
      if matches(slots[slot], word) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    let number = Int32(truncatingIfNeeded: spellings.count)
    slots[slot] = number
    keys.append(contentsOf: word)
    keyEnds.append(Int32(truncatingIfNeeded: keys.count))
    let isQuoted = word.count > 2 && word.first == UInt8(ascii: "`")
    let bare = isQuoted ? UnsafeBufferPointer(rebasing: word.dropFirst().dropLast()) : word
    spellings.append(String(decoding: bare, as: UTF8.self))
    if spellings.count * 2 > slots.count { grow() }
    return number
  }

  private func matches(_ number: Int32, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = number == 0 ? 0 : Int(keyEnds[Int(number) - 1])
    guard Int(keyEnds[Int(number)]) - start == word.count else { return false }
    for index in 0..<word.count where keys[start + index] != word[index] { return false }
    return true
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = Array(repeating: -1, count: mask + 1)
    keys.withUnsafeBufferPointer { keys in
      for number in 0..<spellings.count {
        let start = number == 0 ? 0 : Int(keyEnds[number - 1])
        let word = UnsafeBufferPointer(rebasing: keys[start..<Int(keyEnds[number])])
        var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: number)
      }
    }
  }

  /// FNV-1a.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 29)
  }
}
