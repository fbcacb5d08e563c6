/// What becomes of what the items of a path read.
extension ThreadTrace {
  /// What an atomic write stores, or an exchange of which nobody uses the result.
  func stored(at index: Int) -> Value? {
    switch items[index].kind {
    case .write(_, let value, .atomic): value
    case .update(_, .exchange, let value, _): isUsed(index) ? nil : value
    case .write, .update, .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      nil
    }
  }

  /// Whether anything on the path is computed from the item's result, or hangs on it.
  func isUsed(_ index: Int) -> Bool {
    let mentions = { (value: Value) in value.depends { $0 == index } }
    if let returned = trace.returned, mentions(returned) { return true }
    return items.dropFirst(index + 1).contains { item in
      var found = false
      _ = item.kind.mapValues { value in
        found = found || mentions(value)
        return value
      }
      return found
    }
  }

  /// Whether a branch is taken on what the item read.
  func isTested(_ index: Int) -> Bool {
    items.dropFirst(index + 1).contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.depends { $0 == index }
    }
  }

  /// Whether the item is a plain store of what is computed from what the path read there before.
  func movesOn(_ index: Int) -> Bool {
    guard case .write(_, let value, _) = items[index].kind, let place = location(at: index) else {
      return false
    }
    return value.depends { $0 < index && location(at: $0) == place }
  }

  /// Whether the path moves on, after an item, what another item read.
  func movesOn(fromReadAt read: Int, after item: Int) -> Bool {
    let place = location(at: read)
    return items.indices.dropFirst(item + 1).contains { location(at: $0) == place && movesOn($0) }
  }

  /// The path with other items in the places of some, made by the same code.
  func replacing(_ kinds: [Int: TraceItem.Kind]) -> ThreadTrace {
    guard !kinds.isEmpty else { return self }
    var copy = self
    copy.change { contents in
      for (index, kind) in kinds {
        let item = contents.trace.items[index]
        contents.trace.items[index] = item.with(kind, calls: item.calls)
      }
    }
    return copy
  }
}
