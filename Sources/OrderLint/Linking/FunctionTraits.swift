/// What kinds of events a function has, so that whoever looks for one can leave out most functions.
struct FunctionTraits: OptionSet, Sendable {
  let rawValue: UInt16

  /// An atomic access or a fence.
  static let synchronizes = FunctionTraits(rawValue: 1 << 0)
  static let locks = FunctionTraits(rawValue: 1 << 1)
  static let spawns = FunctionTraits(rawValue: 1 << 2)
  static let calls = FunctionTraits(rawValue: 1 << 3)
  /// A write, atomic or not, that is no update.
  static let writes = FunctionTraits(rawValue: 1 << 4)
  /// A call that is something to other threads.
  static let signals = FunctionTraits(rawValue: 1 << 5)
  /// A call of what a parameter is.
  static let callsParameter = FunctionTraits(rawValue: 1 << 6)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(of function: Function) {
    self = []
    for block in function.blocks {
      for event in block.events {
        formUnion(FunctionTraits(of: event.kind))
        if event.role != nil { insert(.signals) }
      }
    }
  }

  private init(of kind: Event.Kind) {
    switch kind {
    case .read(_, .atomic), .update, .compareExchange, .fence: self = .synchronizes
    case .write(_, _, .atomic): self = [.synchronizes, .writes]
    case .write: self = .writes
    case .lock: self = .locks
    case .spawn: self = .spawns
    case .call(.indirect(.parameter), _): self = [.calls, .callsParameter]
    case .call: self = .calls
    case .read, .assign, .allocate, .free, .unlock, .join, .opaque: self = []
    }
  }
}
