import Foundation
import SwiftFrontend

/// How fast the lexer reads files that are already in memory, in CPU time of one thread.
struct Speed {
  let line: String

  init(_ trees: [SourceTree]) {
    let sources = trees.flatMap(\.files).compactMap { try? [UInt8](Data(contentsOf: $0)) }
    let bytes = sources.reduce(0) { $0 + $1.count }
    var best = Double.infinity
    var tokens = 0
    for _ in 0..<5 {
      tokens = 0
      let start = clock()
      for source in sources { tokens += Lexer.tokens(of: SourceText(bytes: source)).count }
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    let rate = Double(bytes) / 1e6 / best
    line = String(
      format: "Our lexer: %.1f MB, %d tokens in %.3f s: %.0f MB/s", Double(bytes) / 1e6, tokens,
      best, rate)
  }
}
