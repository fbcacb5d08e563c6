// origin: own; a struct is read where it becomes part of an array, an optional or an argument
// orders: SEE = acquire relaxed
import Synchronization

struct Quote {
  var bid: Int
  var ask: Int
}

final class Board: @unchecked Sendable {
  private var quote = Quote(bid: 0, ask: 0)
  private var volume = Quote(bid: 0, ask: 0)
  private var spread = Quote(bid: 0, ask: 0)
  private let hasQuote = Atomic<Bool>(false)
  private let hasVolume = Atomic<Bool>(false)
  private let hasSpread = Atomic<Bool>(false)

  func setQuote(_ new: Quote) {
    quote = new
    hasQuote.store(true, ordering: .releasing)
  }

  func setVolume(_ new: Quote) {
    volume = new
    hasVolume.store(true, ordering: .releasing)
  }

  func setSpread(_ new: Quote) {
    spread = new
    hasSpread.store(true, ordering: .releasing)
  }

  func quotes() -> [Quote] {
    guard hasQuote.load(ordering: SEE) else { return [] }  // expect[SEE=relaxed]: guard-load-without-acquire
    return [quote]
  }

  func volumeIfAny() -> Quote? {
    hasVolume.load(ordering: SEE) ? volume : nil  // expect[SEE=relaxed]: guard-load-without-acquire
  }

  func addSpread(to quotes: inout [Quote]) {
    if hasSpread.load(ordering: SEE) {  // expect[SEE=relaxed]: guard-load-without-acquire
      quotes.append(spread)
    }
  }
}
