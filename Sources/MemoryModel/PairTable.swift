/// Which value stands for two others: the same for the same two, in all of an exploration.
struct PairTable {
  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  private var values: [Pair: Int] = [:]
  private var pairs: ContiguousArray<Pair> = []

  mutating func apply(_ operation: UnsignedOperator, _ left: Int, _ right: Int) -> Int {
    switch operation {
    case .pair: value(of: Pair(first: left, second: right))
    case .first: pair(left).first
    case .second: pair(left).second
    case .divide, .remainder, .shiftRight, .less, .lessOrEqual, .trailingZeros, .leadingZeros,
      .ones,
      .currentThread:
      operation.apply(left, right)
    }
  }

  private mutating func value(of pair: Pair) -> Int {
    if pair == Pair(first: 0, second: 0) { return 0 }
    if let known = values[pair] { return known }
    let value = CompiledProgram.pairBase + pairs.count
    values[pair] = value
    pairs.append(pair)
    return value
  }

  private func pair(_ value: Int) -> Pair {
    let index = value &- CompiledProgram.pairBase
    return pairs.indices.contains(index) ? pairs[index] : Pair(first: 0, second: 0)
  }

  /// The values that a value stands for; nil if it stands for itself.
  func parts(of value: Int) -> [Int]? {
    guard pairs.indices.contains(value &- CompiledProgram.pairBase) else { return nil }
    let pair = pair(value)
    return [pair.first] + (parts(of: pair.second) ?? [pair.second])
  }
}
