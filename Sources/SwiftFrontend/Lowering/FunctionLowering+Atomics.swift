import MemoryModel
import OrderLint

/// Operations of atomics, locks and fences.
extension FunctionLowering {
  /// A method of the libraries this front end knows, or nil.
  mutating func lowerVocabularyCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    if let value = lowerImportedAtomic(name, on: receiver, call) { return value }
    if let operation = SwiftAtomics.operations[name], isAtomic(receiver.type) || call.hasOrdering {
      return lowerAtomic(operation, on: receiver, call)
    }
    if let value = lowerLockCall(name, on: receiver, call) { return value }
    if let value = lowerConcurrencyCall(name, on: receiver, call) { return value }
    if let value = lowerPointerCall(name, on: receiver, call) { return value }
    return lowerScopedCall(name, on: receiver, call)
      ?? lowerCollectionCall(name, on: receiver, call)
  }

  private func isAtomic(_ type: SwiftType) -> Bool {
    if case .atomic = type { true } else { false }
  }

  // MARK: Atomics

  private mutating func lowerAtomic(
    _ operation: SwiftAtomics.Operation, on receiver: Receiver, _ call: Call
  ) -> Typed {
    let (address, element) = atomicAddress(receiver)
    if operation == .destroy, receiver.type.isObjectInPlace { return .void }
    var call = call
    call.isOnReference = isAtomicReference(receiver.type)
    return lowerAtomic(operation, at: address, element, call)
  }

  /// Whether an atomic of the type holds a strong reference to a class that conforms to
  /// `AtomicReference`.
  private func isAtomicReference(_ type: SwiftType) -> Bool {
    guard case .atomic(let storage, .record(let number)) = type, !storage.isLazy else {
      return false
    }
    return index.types[number].isAtomicReference
  }

  /// An operation of a storage type, which is told where the atomic is.
  mutating func lowerStorageCall(_ name: String, _ call: Call) -> Typed? {
    guard call.hasOrdering, let pointer = call.argument("at"),
      let operation = SwiftAtomics.storageOperation(named: name)
    else { return nil }
    let address = operand(lowerValue(pointer), pointer.span)
    var values = call
    values.arguments.removeAll { $0.label == "at" }
    return lowerAtomic(operation, at: address, .number, values)
  }

  private mutating func lowerAtomic(
    _ operation: SwiftAtomics.Operation, at address: Operand, _ element: SwiftType, _ call: Call
  ) -> Typed {
    switch operation {
    case .load:
      let event = emit(.read(at: address, .atomic(order("ordering", call))), call.span)
      noteNumber(element)
      return Typed(.result(event), element)
    case .store:
      let value = given(0, element, call)
      emit(.write(at: address, value: value, .atomic(order("ordering", call))), call.span)
      return .void
    case .exchange: return lowerUpdate(.exchange, .old, at: address, element, call)
    case .compareExchange(let isWeak):
      return lowerCompareExchange(at: address, element, isWeak: isWeak, call)
    case .compareAndExchange:
      let success = order("ordering", call)
      let event = emit(
        .compareExchange(
          at: address, expected: given(0, element, call), desired: given(1, element, call),
          success: success, failure: success.afterFailure, isWeak: false), call.span)
      return Typed(.exchanged(event), .boolean)
    case .update(let update, let result):
      return lowerUpdate(update, result, at: address, element, call)
    case .storeIfNil: return lowerStoreIfNil(at: address, element, call)
    case .destroy:
      emit(.free(address), call.span)
      return Typed(.unknown("last value"), element)
    }
  }

  mutating func atomicAddress(_ receiver: Receiver) -> (Operand, SwiftType) {
    let span = receiver.expression.span
    if case .atomic(_, let element) = receiver.type {
      return (operand(load(receiver.place, receiver.type, span), span), element)
    }
    // The type is not known, but the operation is: the variable's own address names it.
    switch receiver.place {
    case .memory(let address): return (address, .unknown)
    case .local(let local): return (.local(local), .unknown)
    case .value(let value): return (operand(value, span), .unknown)
    case .property: return (operand(load(receiver.place, receiver.type, span), span), .unknown)
    case .nowhere: return (.unknown("_"), .unknown)
    }
  }

  /// The value at a position among the arguments without ordering.
  private mutating func given(_ position: Int, _ type: SwiftType, _ call: Call) -> Operand {
    let values = call.arguments.filter { !($0.label ?? "").lowercased().hasSuffix("ordering") }
    guard values.indices.contains(position) else { return .integer(1) }
    return operand(lowerValue(values[position].value, expected: type), values[position].value.span)
  }

  private mutating func lowerUpdate(
    _ update: UpdateOperator, _ result: SwiftAtomics.UpdateResult, at address: Operand,
    _ element: SwiftType, _ call: Call
  ) -> Typed {
    let change = given(0, element, call)
    let update = index.isExact ? exactUpdate(update, element) : update
    let event = emit(
      .update(at: address, update, operand: change, order("ordering", call)), call.span)
    let old = Typed(.result(event), element)
    noteNumber(element)
    let value =
      index.isExact
      ? exactNewValue(update, (.result(event), change), element, call)
      : update.newValue(old: .result(event), operand: change)
    let new = Typed(value, element)
    switch result {
    case .old: return old
    case .new: return new
    case .none: return .void
    // SwiftNIO's operations name no order and give the value before.
    case .pair where !call.hasOrdering: return old
    case .pair:
      return Typed(
        .aggregate([
          Value.Part(name: "oldValue", value: old), Value.Part(name: "newValue", value: new),
        ]), pairType(("oldValue", element), ("newValue", element)))
    }
  }

  private mutating func lowerCompareExchange(
    at address: Operand, _ element: SwiftType, isWeak: Bool, _ call: Call
  ) -> Typed {
    let expected = given(0, element, call)
    let desired = given(1, element, call)
    let success: Ordering
    let failure: Ordering
    if call.argument("successOrdering") != nil {
      success = order("successOrdering", call)
      failure = order("failureOrdering", call)
    } else {
      success = order("ordering", call)
      failure = success.afterFailure
    }
    let event = emit(
      .compareExchange(
        at: address, expected: expected, desired: desired, success: success, failure: failure,
        isWeak: isWeak), call.span)
    return Typed(
      .aggregate([
        Value.Part(name: "exchanged", value: Typed(.exchanged(event), .boolean)),
        Value.Part(name: "original", value: Typed(.result(event), element)),
      ]), pairType(("exchanged", .boolean), ("original", element)))
  }

  /// The type of what an operation gives.
  private func pairType(
    _ first: (label: String, type: SwiftType), _ second: (label: String, type: SwiftType)
  ) -> SwiftType {
    guard index.isExact else { return .unknown }
    return .tuple(
      [first, second].map { SwiftType.TupleElement(label: $0.label, type: $0.type) })
  }

  private mutating func lowerStoreIfNil(
    at address: Operand, _ element: SwiftType, _ call: Call
  ) -> Typed {
    let desired = given(0, element, call)
    let event = emit(
      .compareExchange(
        at: address, expected: .null, desired: desired,
        success: Ordering(.known(.acquireRelease)), failure: Ordering(.known(.acquire)),
        isWeak: false), call.span)
    let result = makeTemporary()
    let stored = builder.makeBlock()
    let kept = builder.makeBlock()
    let after = builder.makeBlock()
    builder.terminate(.branch(.exchanged(event), then: stored, else: kept))
    builder.begin(stored)
    emit(.assign(result, desired), call.span)
    builder.terminate(.jump(after))
    builder.begin(kept)
    emit(.assign(result, .result(event)), call.span)
    builder.begin(after)
    return Typed(.local(result), element)
  }

  // MARK: Orders

  /// The order given under a label. Without one, the operation's own: acquire for a lazy reference,
  /// sequentially consistent in the oldest libraries.
  private mutating func order(_ label: String, _ call: Call) -> Ordering {
    guard let value = call.argument(label) else {
      let isLazyLoad = call.arguments.isEmpty
      return Ordering(.known(isLazyLoad ? .acquire : .sequentiallyConsistent))
    }
    var result = ordering(value)
    result.isOnReference = call.isOnReference
    return result
  }

  mutating func ordering(_ value: Expression) -> Ordering {
    let range = range(value.span)
    switch value.kind {
    case .implicitMember(let name), .member(_, let name):
      if let order = SwiftAtomics.orders[name] { return Ordering(.known(order), range: range) }
    case .name(let name, _):
      if let order = SwiftAtomics.importedOrders[name] {
        return Ordering(.known(order), range: range)
      }
    default: break
    }
    let given = operand(lowerValue(value, expected: .ordering), value.span)
    return Ordering(.operand(given), range: range)
  }

  // MARK: Locks

  private mutating func lowerLockCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    if let closure = call.closure, case .locked = SwiftAtomics.scopedMethods[name] {
      return lowerLocked(closure, name, on: receiver, call)
    }
    guard isLock(receiver), call.closures.isEmpty else { return nil }
    switch name {
    case "lock", "unlock":
      let address = lockAddress(receiver)
      if name == "lock" {
        emit(.lock(at: address, isTry: false), call.span)
      } else {
        emit(.unlock(at: address), call.span)
      }
      return .void
    case "try", "tryLock", "lockIfAvailable":
      let event = emit(.lock(at: lockAddress(receiver), isTry: true), call.span)
      return Typed(.exchanged(event), .boolean)
    default: return nil
    }
  }

  /// A lock by its type, or an unknown object called one.
  private func isLock(_ receiver: Receiver) -> Bool {
    switch receiver.type {
    case .lock: return true
    case .unknown, .foreign:
      let name = text(of: receiver.expression).lowercased()
      return name.hasSuffix("lock") || name.hasSuffix("mutex")
    case .scalar, .boolean, .record, .pointer, .atomic, .function, .tuple, .metatype, .optional,
      .ordering,
      .array, .concurrency:
      return false
    }
  }

  private mutating func lockAddress(_ receiver: Receiver) -> Operand {
    let span = receiver.expression.span
    if case .memory(let address) = receiver.place { return address }
    return operand(load(receiver.place, receiver.type, span), span)
  }

  private mutating func lowerLocked(
    _ closure: Closure, _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed {
    let address = lockAddress(receiver)
    for argument in call.arguments {
      if case .closure = argument.value.kind { continue }
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    var inner: SwiftType = .unknown
    if case .lock(.guarding(let type)) = receiver.type { inner = type }
    let isTry = name.hasPrefix("withLockIfAvailable")
    let event = emit(.lock(at: address, isTry: isTry), call.span)
    let guarded = Binding.memory(guardedValue(of: address), inner)
    guard isTry else {
      return lowerInPlace(closure, [], bindings: [guarded], unlocking: (address, call.span))
    }
    let taken = builder.makeBlock()
    let after = builder.makeBlock()
    builder.terminate(.branch(.exchanged(event), then: taken, else: after))
    builder.begin(taken)
    _ = lowerInPlace(closure, [], bindings: [guarded], unlocking: (address, call.span))
    builder.begin(after)
    return Typed(.unknown("withLockIfAvailable"))
  }
}
