extension ThreadTrace {
  /// Where a pointer came from that the thread kept in a plain variable and read there again: nobody
  /// else may write the variable meanwhile.
  func source(of value: Value) -> Value {
    var current = value
    for _ in 0..<4 {
      guard case .result(let read) = current, items.indices.contains(read),
        case .read(let address, .plain) = items[read].kind,
        let written = items.prefix(read).last(where: { $0.isWrite && $0.address == address }),
        case .write(_, let kept, .plain) = written.kind
      else { return current }
      current = kept
    }
    return current
  }
}
