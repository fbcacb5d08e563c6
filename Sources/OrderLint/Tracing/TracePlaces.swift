/// What the items of one function's traces touch. Paths share their items up to where they fork, so
/// each item is located once.
///
/// A pointer that is read twice from the same place, with no write of it between, is one pointer:
/// `*lock->seq` is the same object in each statement.
struct TracePlaces {
  struct Touch {
    var place: Locator.Place?
    /// The item works on an object that its function has to itself.
    var isOwned: Bool
    /// The number of the address, if the item reads a pointer plainly or writes.
    fileprivate var address: Int?
    /// The earlier item that read the same pointer.
    fileprivate var earlier: Int?
  }

  private let locator: Locator
  private let number: Int
  private let root: Function
  private var known: [ObjectIdentifier: Touch] = [:]
  private var addresses: [Value: Int] = [:]

  init(of number: Int, locator: Locator) {
    self.locator = locator
    self.number = number
    root = locator.program.functions[number]
  }

  var program: Program { locator.program }

  mutating func places(of trace: Trace) -> [Touch] {
    var touches: [Touch] = []
    touches.reserveCapacity(trace.items.count)
    // For each numbered address, the first item that read it since it was written.
    var readers: [Int?] = Array(repeating: nil, count: addresses.count)
    for (index, item) in trace.items.enumerated() {
      let touch =
        known[item.identity] ?? locate(item, in: trace, after: touches, readers)
      known[item.identity] = touch
      touches.append(touch)
      guard let address = touch.address else { continue }
      while readers.count <= address { readers.append(nil) }
      if item.isWrite {
        readers[address] = nil
      } else if readers[address] == nil {
        readers[address] = index
      }
    }
    return touches
  }

  private mutating func locate(
    _ item: TraceItem, in trace: Trace, after touches: [Touch], _ readers: [Int?]
  ) -> Touch {
    guard let address = item.address ?? item.lockAddress ?? item.signalAddress else {
      return Touch(place: nil, isOwned: ownsObject(item, in: trace))
    }
    var place = locator.place(of: address, in: trace.items, root: root)
    if let object = place?.object { place?.object = canonical(object, touches) }
    var touch = Touch(place: place, isOwned: ownsObject(item, in: trace))
    if let number = pointerNumber(item, canonical(address, touches)) {
      touch.address = number
      if !item.isWrite, readers.indices.contains(number) { touch.earlier = readers[number] }
    }
    return touch
  }

  /// The number of the address, for plain reads and writes.
  private mutating func pointerNumber(_ item: TraceItem, _ address: Value) -> Int? {
    switch item.kind {
    case .read(_, .plain), .read(_, .volatile), .write: break
    case .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .assume, .call, .opaque:
      return nil
    }
    if let number = addresses[address] { return number }
    addresses[address] = addresses.count
    return addresses.count - 1
  }

  private func canonical(_ value: Value, _ touches: [Touch]) -> Value {
    value.replacingResults { index in
      touches.indices.contains(index) ? touches[index].earlier : nil
    }
  }

  /// Whether the item works on the object that a constructor or destructor was given. What a
  /// constructor writes to an object that the path has just allocated is data like any other: the
  /// path may publish the object.
  private func ownsObject(_ item: TraceItem, in trace: Trace) -> Bool {
    if declares(item) { return true }
    if worksOnOther(item) { return false }
    guard case .parameter(let index)? = item.address?.base else {
      guard item.isAccess, program.functions[item.function].kind.isLifetime else {
        return isCopy(item)
      }
      // Who updates something behind a pointer in one step says that others do so, too.
      if item.isAtomicAccess, item.isRead, item.isWrite { return isFresh(item, in: trace) }
      return !item.isPlainAccess || root.kind.isLifetime || !isFresh(item, in: trace)
    }
    if index == 0, root.kind.isLifetime { return true }
    return program.functions[item.function].kind.isLifetime
      || program.lifetimes[item.function] != .neither
  }
}

extension TracePlaces {
  /// Whether the item gives a local that closures capture its first value: nobody has seen it before.
  private func declares(_ item: TraceItem) -> Bool {
    guard item.isWrite, !item.isRead, case .global(let symbol)? = item.address?.base,
      let declaration = program.globals[symbol]?.declaration
    else { return false }
    return item.range.file == declaration.file && item.range.start >= declaration.start
      && item.range.end <= declaration.end
  }
}

extension TracePlaces {
  /// Whether a constructor or destructor works on an atomic of another object than its own: a guard
  /// opens a section of the object it is given, and closes it.
  private func worksOnOther(_ item: TraceItem) -> Bool {
    let function = program.functions[item.function]
    guard item.isAtomicAccess, function.kind.isLifetime, !root.kind.isLifetime,
      let own = function.parameters.first?.type, program.records[own] != nil,
      let address = item.address
    else { return false }
    let records = address.records
    switch address.base {
    case .global: return !records.contains(own)
    case .parameter: return !records.isEmpty && !records.contains(own)
    case .result, .slot, .integer, .exchanged, .field, .element, .function, .not, .binary, .unknown:
      return false
    }
  }

  private func isFresh(_ item: TraceItem, in trace: Trace) -> Bool {
    guard case .result(let source)? = item.address?.base, trace.items.indices.contains(source),
      case .allocate = trace.items[source].kind
    else { return false }
    return true
  }

  /// Whether the item works on a Swift value that was taken from somewhere unknown, such as an
  /// enum's payload: a copy.
  private func isCopy(_ item: TraceItem) -> Bool {
    guard case .unknown? = item.address?.base,
      program.functions[item.function].language == .swift,
      let name = item.address?.innermostRecord, let record = program.records[name]
    else { return false }
    return !record.isReference
  }
}

extension Value {
  /// The records whose fields the address passes.
  fileprivate var records: Set<String> {
    switch self {
    case .field(let base, let record, _): base.records.union([record])
    case .element(let base, _): base.records
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      []
    }
  }

  /// The record that the address's object is, as far as its first field says.
  fileprivate var innermostRecord: String? {
    switch self {
    case .field(let base, let record, _): base.innermostRecord ?? record
    case .element(let base, _): base.innermostRecord
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      nil
    }
  }
}

extension Function.Kind {
  var isLifetime: Bool {
    switch self {
    case .initializer, .deinitializer: true
    case .ordinary, .closure: false
    }
  }
}
