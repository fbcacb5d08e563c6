import MemoryModel
import OrderLint

/// The call of a function that a vocabulary describes, once its arguments are operands.
public struct VocabularyCall {
  public var entry: VocabularyEntry
  /// Of the object, or the value that is handed on.
  public var address: Operand = .unknown("missing argument")
  /// What is stored, or what the object is updated with.
  public var value: Operand = .unknown("missing argument")
  /// What a compare-exchange expects.
  public var expected: Operand = .unknown("missing argument")
  public var order = VocabularyOrder(.sequentiallyConsistent)
  /// Of a compare-exchange that fails, if the entry says so.
  public var failure: Ordering?

  public init(_ entry: VocabularyEntry) { self.entry = entry }

  /// What the call gives, and the event that is its access, its lock or its fence.
  public struct Outcome {
    public var event: EventID?
    /// Nil if it gives nothing.
    public var result: Operand?
  }

  /// Emits the events of the call, accesses with the fences around them that full barriers have.
  public func lower(_ emit: (Event.Kind) -> EventID) -> Outcome {
    switch entry.kind {
    case .load, .store, .initialize, .update, .compareExchange:
      if order.isFull { emitFullFence(emit) }
      let outcome = access(emit)
      if order.isFull { emitFullFence(emit) }
      return outcome
    case .fence: return Outcome(event: emit(.fence(order.ordering, .thread)))
    case .compilerFence:
      return Outcome(event: emit(.fence(Ordering(.known(.sequentiallyConsistent)), .signal)))
    case .lock: return Outcome(event: emit(.lock(at: address, isTry: false)))
    case .tryLock:
      let event = emit(.lock(at: address, isTry: true))
      let isTaken = Operand.exchanged(event)
      return Outcome(event: event, result: entry.result == .failure ? .not(isTaken) : isTaken)
    case .unlock: return Outcome(event: emit(.unlock(at: address)))
    case .free: return Outcome(event: emit(.free(address)))
    case .allocate:
      let event = emit(.allocate)
      return Outcome(event: event, result: .result(event))
    case .passThrough: return Outcome(result: address)
    case .nothing, .updateInName: return Outcome()
    }
  }

  private func access(_ emit: (Event.Kind) -> EventID) -> Outcome {
    switch entry.kind {
    case .store:
      return Outcome(
        event: emit(.write(at: address, value: value, .atomic(order.ordering))), result: value)
    case .initialize:
      return Outcome(event: emit(.write(at: address, value: value, .plain)), result: value)
    case .update(let operation):
      let event = emit(.update(at: address, operation, operand: value, order.ordering))
      let new = operation.newValue(old: .result(event), operand: value)
      return Outcome(event: event, result: result(old: .result(event), new: new))
    case .compareExchange(let isWeak):
      let event = emit(
        .compareExchange(
          at: address, expected: expected, desired: value, success: order.ordering,
          failure: failure ?? order.ordering.afterFailure, isWeak: isWeak))
      return Outcome(event: event, result: result(ofExchange: event))
    case .load, .updateInName, .fence, .compilerFence, .lock, .tryLock, .unlock, .free, .allocate,
      .passThrough, .nothing:
      let event = emit(.read(at: address, .atomic(order.ordering)))
      return Outcome(event: event, result: .result(event))
    }
  }

  private func result(old: Operand, new: Operand) -> Operand? {
    switch entry.result {
    case .old: old
    case .new: new
    case .isZero: .not(new)
    case .wasZero: .not(old)
    case .success, .failure, .none: nil
    }
  }

  private func result(ofExchange event: EventID) -> Operand {
    switch entry.result {
    case .old: .result(event)
    case .failure: .not(.exchanged(event))
    case .new, .success, .isZero, .wasZero, .none: .exchanged(event)
    }
  }

  private func emitFullFence(_ emit: (Event.Kind) -> EventID) {
    _ = emit(.fence(Ordering(.known(.sequentiallyConsistent)), .thread))
  }
}

/// The order of a call, and whether the call is a full barrier besides.
public struct VocabularyOrder {
  public var ordering: Ordering
  public var isFull: Bool

  public init(_ ordering: Ordering, isFull: Bool = false) {
    self.ordering = ordering
    self.isFull = isFull
  }

  public init(_ order: MemoryOrder) { self.init(Ordering(.known(order))) }

  /// The order of calls that do not name one.
  public init(_ order: VocabularyEntry.Default) {
    switch order {
    case .known(let known): self.init(known)
    case .full: self.init(Ordering(.known(.sequentiallyConsistent)), isFull: true)
    }
  }
}

extension VocabularyEntry {
  /// Whether a call is told where its object is.
  public var hasObject: Bool {
    switch kind {
    case .fence, .compilerFence, .nothing, .allocate, .updateInName: false
    case .load, .store, .initialize, .update, .compareExchange, .lock, .tryLock, .unlock, .free,
      .passThrough:
      true
    }
  }
}
