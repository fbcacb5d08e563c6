/// What places in the body of a macro stand for, worked out once for each macro.
struct MacroTraits {
  let name: [UInt8]
  /// Whether it takes arguments.
  let isFunctionLike: Bool
  /// Whether it has statements and does not leave the choice of an order to those who use it.
  let hasStatements: Bool
  /// Whether it is a read-modify-write whose order its name does not tell, and for more than to be an
  /// atomic operation of a library's own.
  let isCounter: Bool
  private let words: Set<ArraySlice<UInt8>>

  private static let orders = ["relaxed", "acquire", "release", "acq_rel", "seq_cst"]
  private static let orderSearch = ByteSearch(
    orders.flatMap { [$0, $0.uppercased(), $0.prefix(1).uppercased() + $0.dropFirst()] })
  private static let openOrders = ByteSearch(["_explicit", "__atomic", "order"])
  private static let updates = ByteSearch(["fetch", "exchange"])

  init(_ definition: MacroDefinition) {
    let body = Array(definition.body.utf8)
    let lowercased = definition.name.lowercased()
    let isAtomic = lowercased.contains("atomic")
    let choosesOrder = Self.orderSearch.occurs(in: body[...])
    name = Array(definition.name.utf8)
    isFunctionLike = definition.parameters != nil
    words = Set(body.split { !Characters.isWord($0) })
    hasStatements =
      body.contains(UInt8(ascii: ";")) && !isAtomic
      && (choosesOrder || !Self.openOrders.occurs(in: body[...]))
    isCounter =
      choosesOrder && !isAtomic && !Self.orders.contains { lowercased.contains($0) }
      && Self.updates.occurs(in: body[...])
  }

  /// Whether the body has the other's name as a word.
  func mentions(_ other: MacroTraits) -> Bool { words.contains(other.name[...]) }
}

/// The macros that a file defines, in order.
final class FileMacros {
  private let definitions: [MacroDefinition]
  private var traits: [Int: MacroTraits] = [:]

  init(_ text: [UInt8]) { definitions = MacroDefinition.all(in: text) }

  /// The macro whose definition an offset lies in.
  func macro(at offset: Int) -> MacroTraits? {
    // They are in order, and none is inside another.
    var candidates = definitions.indices
    while candidates.count > 1 {
      let middle = candidates.lowerBound + candidates.count / 2
      candidates =
        definitions[middle].range.lowerBound <= offset
        ? middle..<candidates.upperBound : candidates.lowerBound..<middle
    }
    guard let index = candidates.first, definitions[index].range.contains(offset) else {
      return nil
    }
    if let known = traits[index] { return known }
    let found = MacroTraits(definitions[index])
    traits[index] = found
    return found
  }
}
