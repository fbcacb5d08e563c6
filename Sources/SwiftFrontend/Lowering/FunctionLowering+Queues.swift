import OrderLint

/// Queues of Dispatch and of other libraries.
extension FunctionLowering {
  /// Whether the receiver is a queue that an object keeps: it was there before.
  func isKeptQueue(_ receiver: Receiver) -> Bool {
    guard case .memory(.field) = receiver.place else { return false }
    switch receiver.type {
    case .concurrency(.queue): return true
    case .foreign(let name): return ["OperationQueue", "EventLoop"].contains { name.hasPrefix($0) }
    case .concurrency, .unknown, .scalar, .boolean, .record, .pointer, .atomic, .lock, .function,
      .tuple, .metatype, .optional, .ordering, .array:
      return false
    }
  }

  /// For execution, the variable of a queue is the queue.
  func isQueueInPlace(_ receiver: Receiver) -> Bool {
    guard index.isExact, case .concurrency(.queue) = receiver.type, case .memory = receiver.place
    else { return false }
    return true
  }

  mutating func queueAddress(_ receiver: Receiver) -> Operand {
    if isQueueInPlace(receiver), case .memory(let address) = receiver.place { return address }
    let span = receiver.expression.span
    return operand(load(receiver.place, receiver.type, span), span)
  }

  /// Whether what the queue is given runs when nothing else on it does.
  func runsOneAtATime(_ receiver: Receiver, _ call: Call) -> Bool {
    if isMainQueue(receiver.expression) { return true }
    guard case .concurrency(.queue) = receiver.type else { return false }
    let isBarrier = call.argument("flags").map { text(of: $0).contains("barrier") } ?? false
    return isBarrier || !isConcurrentQueue(receiver.expression)
  }

  private func isMainQueue(_ queue: Expression) -> Bool {
    guard case .member(let base, "main") = queue.kind, case .name("DispatchQueue", _) = base.kind
    else { return false }
    return true
  }

  /// Whether the expression names a property of this type that is made with attributes.
  private func isConcurrentQueue(_ queue: Expression) -> Bool {
    guard let type = context.enclosing else { return false }
    let name: String
    switch queue.kind {
    case .name(let written, _), .member(_, let written): name = written
    default: return false
    }
    guard let initial = index.types[type].fields.first(where: { $0.name == name })?.initial,
      case .call(_, let arguments) = initial.kind
    else { return false }
    return arguments.contains { $0.label == "attributes" }
  }

  /// Takes the queue's turn, until the function ends.
  mutating func takeTurn(on queue: Expression) {
    if isMainQueue(queue) {
      isolate(to: SwiftAtomics.mainActor, queue.span)
      return
    }
    // As `sync` does, the variable stands for the queue.
    guard case (.memory(let address), .concurrency(.queue)) = lowerPlace(queue) else { return }
    emit(.lock(at: address, isTry: false), queue.span)
    scopes[0].cleanups.append(.unlock(address, queue.span))
  }
}
