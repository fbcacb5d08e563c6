// MARK: - What an event is

extension ExecutionEvent.Kind {
  /// The cell that is accessed.
  public var variable: Variable? {
    switch self {
    case .read(let variable, _, _), .write(let variable, _, _), .update(let variable, _, _, _),
      .lock(let variable), .unlock(let variable):
      variable
    case .fence, .lifecycle: nil
    }
  }

  /// The cell that is accessed, or the first one of the object that begins or ends.
  public var place: Variable? {
    switch self {
    case .lifecycle(.allocate(let first, _)), .lifecycle(.free(let first)): first
    case .read, .write, .update, .lock, .unlock, .fence, .lifecycle(.spawn), .lifecycle(.join),
      .lifecycle(.choose):
      variable
    }
  }

  public var isRead: Bool {
    switch self {
    case .read, .update, .lock: true
    case .write, .fence, .unlock, .lifecycle: false
    }
  }

  public var isWrite: Bool {
    switch self {
    case .write, .update, .lock, .unlock: true
    case .read, .fence, .lifecycle: false
    }
  }

  public var isFence: Bool {
    if case .fence = self { true } else { false }
  }

  /// The order of an atomic access, of a fence, or of a mutex; nil for a plain access.
  public var order: MemoryOrder? {
    switch self {
    case .read(_, .atomic(let order), _), .write(_, .atomic(let order), _),
      .update(_, let order, _, _), .fence(let order):
      order
    case .read(_, .plain, _), .write(_, .plain, _), .lifecycle: nil
    case .lock: .acquire
    case .unlock: .release
    }
  }

  /// The value a write leaves in its variable; nil for an event that writes none.
  public var valueWritten: Int? {
    switch self {
    case .write(_, _, let value), .update(_, _, _, let value): value
    case .lock: 1
    case .unlock: 0
    case .read, .fence, .lifecycle: nil
    }
  }

  /// The value a read returns; nil for an event that reads none.
  public var valueRead: Int? {
    switch self {
    case .read(_, _, let value), .update(_, _, let value, _): value
    case .lock: 0
    case .write, .unlock, .fence, .lifecycle: nil
    }
  }
}

extension ExecutionEvent {
  public var variable: Variable? { kind.variable }
  public var isRead: Bool { kind.isRead }
  public var isWrite: Bool { kind.isWrite }
  public var isFence: Bool { kind.isFence }
  public var order: MemoryOrder? { kind.order }
  public var valueWritten: Int? { kind.valueWritten }
  public var valueRead: Int? { kind.valueRead }

  var isAcquireRead: Bool { isRead && order?.isAcquire == true }
  var isReleaseWrite: Bool { isWrite && order?.isRelease == true }
}
