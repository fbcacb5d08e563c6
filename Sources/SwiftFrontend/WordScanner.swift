/// Finds words of a set in source text without parsing it: comments and strings count too, so that
/// it errs on the side of looking.
struct WordScanner: Sendable {
  private let slots: [UInt64]
  private let mask: Int

  /// Words that share a hash with one of the set are taken for it.
  init(_ words: some Sequence<String>) {
    let hashes = Set(words.map { Self.hash(Array($0.utf8)) })
    var size = 16
    while size < hashes.count * 4 { size *= 2 }
    var slots = Array(repeating: UInt64(0), count: size)
    for hash in hashes {
      var slot = Int(truncatingIfNeeded: hash >> 20) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = hash
    }
    self.slots = slots
    mask = size - 1
  }

  private static func hash(_ word: [UInt8]) -> UInt64 {
    max(1, word.reduce(seed) { ($0 ^ UInt64($1)) &* prime })
  }

  private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01b3

  /// For each byte whether it can be part of a word.
  private static let isWordByte: [Bool] = (0..<256).map { byte in
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte == 95 || byte >= 128
  }

  /// Whether the text has one of the words; a word behind `introducers` only, if there are any.
  func finds(in bytes: [UInt8], behind introducers: WordScanner? = nil) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      Self.isWordByte.withUnsafeBufferPointer { isWord in
        slots.withUnsafeBufferPointer { slots in
          scan(bytes, isWord, slots, introducers)
        }
      }
    }
  }

  private func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ isWord: UnsafeBufferPointer<Bool>,
    _ slots: UnsafeBufferPointer<UInt64>, _ introducers: WordScanner?
  ) -> Bool {
    var index = 0
    var isIntroduced = introducers == nil
    while index < bytes.count {
      guard isWord[Int(bytes[index])] else {
        index += 1
        continue
      }
      var hash = Self.seed
      while index < bytes.count, isWord[Int(bytes[index])] {
        hash = (hash ^ UInt64(bytes[index])) &* Self.prime
        index += 1
      }
      if isIntroduced, contains(hash, slots) { return true }
      if let introducers { isIntroduced = introducers.contains(hash) }
    }
    return false
  }

  private func contains(_ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>) -> Bool {
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & mask
    }
    return false
  }

  private func contains(_ hash: UInt64) -> Bool {
    slots.withUnsafeBufferPointer { contains(hash, $0) }
  }
}
