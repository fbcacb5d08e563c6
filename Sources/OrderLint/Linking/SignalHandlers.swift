extension Program {
  /// Functions that the program installs as handlers of signals: they interrupt a thread, and where
  /// the program starts none, it is the one that they share everything with.
  func signalHandlers() -> Set<Int> {
    var found: Set<Int> = []
    for function in functions {
      for event in function.blocks.lazy.flatMap(\.events) {
        for symbol in event.kind.installedHandlers {
          if let handler = resolve(symbol: symbol, from: function) { found.insert(handler) }
        }
      }
    }
    return found
  }

  /// Whether any function starts a thread.
  var startsThreads: Bool {
    functions.contains { function in
      function.blocks.contains { block in
        block.events.contains { if case .spawn = $0.kind { true } else { false } }
      }
    }
  }
}

extension Event.Kind {
  /// `sa.sa_handler = handler`, `signal(SIGINT, handler)`.
  fileprivate var installedHandlers: [String] {
    switch self {
    case .write(.field(_, _, let name), .function(let symbol), _):
      name.hasSuffix("sa_handler") || name.hasSuffix("sa_sigaction") ? [symbol] : []
    case .call(.direct(let name), let arguments):
      ["signal", "sigset", "bsd_signal"].contains(name)
        ? arguments.compactMap { if case .function(let symbol) = $0 { symbol } else { nil } } : []
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .join, .call, .opaque:
      []
    }
  }
}
