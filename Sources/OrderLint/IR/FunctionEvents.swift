/// All events of a function, block after block.
public struct FunctionEvents: Sequence, Sendable {
  fileprivate let blocks: [Block]

  public struct Iterator: IteratorProtocol {
    private let blocks: [Block]
    private var nextBlock = 0
    private var events: [Event] = []
    private var nextEvent = 0

    fileprivate init(_ blocks: [Block]) { self.blocks = blocks }

    public mutating func next() -> Event? {
      while nextEvent == events.count {
        guard nextBlock < blocks.count else { return nil }
        events = blocks[nextBlock].events
        nextBlock += 1
        nextEvent = 0
      }
      nextEvent += 1
      return events[nextEvent - 1]
    }
  }

  public func makeIterator() -> Iterator { Iterator(blocks) }
}

extension Function {
  /// All events, block after block.
  public var events: FunctionEvents { FunctionEvents(blocks: blocks) }
}
