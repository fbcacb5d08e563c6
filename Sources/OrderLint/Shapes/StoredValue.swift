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

  /// Whether anything on the path is computed from the item's result.
  private func isUsed(_ index: Int) -> Bool {
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
}
