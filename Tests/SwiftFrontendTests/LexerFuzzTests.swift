import Foundation
import Testing

@testable import SwiftFrontend

/// Whatever the bytes are, the lexer must end, and its tokens must be in order and inside the text.
@Suite struct LexerFuzzTests {
  struct Random: RandomNumberGenerator {
    var state: UInt64

    // SplitMix64: the same mutations on every machine.
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static let fragments: [[UInt8]] =
    [
      "\"", "\"\"\"", "#\"", "\"#", "\\(", "\\#(", ")", "(", "/*", "*/", "//", "/", "#/", "/#",
      "\n",
      "\r", "\\", "`", "'", "<#", "#>", "\u{201C}", "\u{201D}", "\u{FEFF}", "0x1.", "1e", "$",
      "\u{0}",
      "<<<<<<< ", "\n>>>>>>> ", "try? /", "..<", "é", "→", "#", "##", "!", "?", "&", "\u{A0}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82], [0xF4, 0xBF, 0xBF, 0xBF]]

  private func mutate(_ bytes: inout [UInt8], with random: inout Random) {
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let offset = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, offset + Int.random(in: 0...40, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.removeSubrange(offset..<end)
      case 1:
        bytes.insert(
          contentsOf: bytes[offset..<end], at: Int.random(in: 0...bytes.count, using: &random))
      case 2:
        bytes.insert(contentsOf: Self.fragments.randomElement(using: &random) ?? [], at: offset)
      default: if offset < bytes.count { bytes[offset] = UInt8.random(in: 0...255, using: &random) }
      }
    }
  }

  private func check(_ bytes: [UInt8]) {
    let tokens = Lexer.tokens(of: SourceText(bytes: bytes))
    var end = 0
    for token in tokens.dropLast() {
      guard token.start >= end, token.end > token.start, token.end <= bytes.count,
        token.kind != .endOfFile
      else {
        Issue.record(
          "token \(token) after offset \(end) in \(String(decoding: bytes, as: UTF8.self))")
        return
      }
      end = token.end
    }
    #expect(tokens.last?.kind == .endOfFile)
    #expect(tokens.last?.end == bytes.count)
  }

  /// The files of this target: real Swift, full of literals that matter to a lexer.
  private var seeds: [[UInt8]] {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return ["LexerTests.swift", "LexerStringTests.swift", "LexerFuzzTests.swift"].compactMap {
      try? [UInt8](Data(contentsOf: directory.appendingPathComponent($0)))
    }
  }

  @Test func mutatedFiles() {
    let seeds = seeds
    #expect(seeds.count == 3)
    var random = Random(state: 2)
    for seed in seeds {
      for _ in 0..<60 {
        let length = min(seed.count, 1500)
        let start = Int.random(in: 0...(seed.count - length), using: &random)
        var bytes = Array(seed[start..<start + length])
        mutate(&bytes, with: &random)
        check(bytes)
      }
    }
  }

  @Test func everyPrefixOfAFile() {
    for seed in seeds {
      let bytes = Array(seed.prefix(600))
      for length in 0...bytes.count { check(Array(bytes[..<length])) }
    }
  }

  @Test func fragmentsInAnyOrder() {
    var random = Random(state: 3)
    for _ in 0..<1500 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        bytes += Self.fragments.randomElement(using: &random) ?? []
        if Bool.random(using: &random) { bytes += Array(" a".utf8) }
      }
      check(bytes)
    }
  }

  /// Text that makes a look-ahead fail again and again must not take quadratic time.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "#", "##/\n", "<<<<<<< \n", ">>>> \n", "\u{201C}", "+<#", "+/**/", "#\"\"\"\\#(", "\"\\(",
      "/*",
      "`", "/ ", " /a", "(", "'", "<#", "#/", "a::", "\\", "1.", "0x1.",
    ])
  func repeatedFragment(_ fragment: String) {
    let repeated = String(repeating: fragment, count: 20_000)
    check(Array(repeated.utf8))
  }
}
