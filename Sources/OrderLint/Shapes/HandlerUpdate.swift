/// A plain variable that a signal handler counts with, and that other code decides by: the handler
/// interrupts that, or runs beside it on whatever thread the signal is given to.
public struct HandlerUpdate: Sendable {
  /// The variable's name.
  public var object: String
  /// The function that the handler is, or that reads the variable.
  public var handler: String
  public var reader: String
  public var write: SourceRange
  public var read: SourceRange
  /// The program starts threads, on any of which the handler may run.
  public var hasThreads: Bool
}

/// Finds counters that signal handlers change plainly.
struct HandlerUpdateFinder {
  let program: Program
  let users: PlaceUsers

  func find() -> [HandlerUpdate] {
    users.signalHandlers.sorted().flatMap { handler -> [HandlerUpdate] in
      let function = program.functions[handler]
      var places = FunctionPlaces(function)
      return function.changes.compactMap { address, write in
        guard let key = places.key(of: address), let name = key.name,
          key.declaredType(in: program)?.mayBeTorn != false,
          let (reader, read) = reader(of: key)
        else { return nil }
        return HandlerUpdate(
          object: name, handler: function.name, reader: program.functions[reader].name,
          write: write, read: read, hasThreads: program.startsThreads)
      }
    }
  }

  /// A function outside handlers that decides something by the variable and keeps no signals out.
  private func reader(of key: PlaceKey) -> (Int, SourceRange)? {
    for number in users.users[key]?.plainReaders.numbers ?? []
    where !users.interrupts.contains(number) && program.lifetimes[number] == .neither {
      let function = program.functions[number]
      var places = FunctionPlaces(function)
      guard !function.keepsSignalsOut else { continue }
      for event in function.events {
        guard case .read(let address, .plain) = event.kind, places.key(of: address) == key,
          function.decides(by: event.id)
        else { continue }
        return (number, event.range)
      }
    }
    return nil
  }
}

extension PlaceKey {
  fileprivate var name: String? {
    switch self {
    case .global(let symbol): symbol.split(separator: "@").first.map(String.init)
    case .field(_, let name): name
    case .pointee: nil
    }
  }
}

extension String {
  /// Whether the type is one that a handler and others may not both use.
  fileprivate var mayBeTorn: Bool {
    !contains("sig_atomic_t") && !contains("volatile") && !lowercased().contains("atomic")
  }
}

extension Function {
  /// Addresses that the function reads plainly and writes back with something added.
  fileprivate var changes: [(Operand, SourceRange)] {
    blocks.flatMap { block in
      block.events.enumerated().compactMap { index, event -> (Operand, SourceRange)? in
        guard
          case .write(let address, .binary(let kind, .result(let read), _), .plain) = event.kind,
          kind == .add || kind == .subtract,
          block.events.prefix(index).contains(where: {
            $0.id == read && $0.kind == .read(at: address, .plain)
          })
        else { return nil }
        return (address, event.range)
      }
    }
  }

  fileprivate func decides(by read: EventID) -> Bool {
    blocks.contains { block in
      guard case .branch(let condition, _, _) = block.terminator else { return false }
      return condition.contains { $0 == .result(read) }
    }
  }

  /// Whether the function blocks signals, or takes a lock.
  fileprivate var keepsSignalsOut: Bool {
    events.contains { event in
      switch event.kind {
      case .lock: return true
      case .call(.direct(let name), _):
        let words = NameWords.words(of: name)
        return words.contains { ["sigmask", "sigprocmask", "block", "lock"].contains($0) }
      case .call, .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free,
        .unlock, .spawn, .join, .opaque:
        return false
      }
    }
  }
}
