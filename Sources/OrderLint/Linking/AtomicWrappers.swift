/// C++ classes that hold one atomic and nothing else, and convert to and from its value. Where the
/// text of a template is all there is, conversions are not to be seen in it: a use of such an object
/// is an access with the orders of the operators.
struct AtomicWrappers {
  private struct Wrapper {
    var read: Ordering?
    var write: Ordering?
  }

  private let wrappers: [String: Wrapper]
  private let records: [String: Record]

  init(of program: Program) {
    records = program.records
    var found: [String: Wrapper] = [:]
    for (name, record) in program.records
    where record.fields.count == 1 && record.fields[0].isAtomic {
      found[name] = Wrapper()
    }
    for function in program.functions where function.language == .cpp {
      guard let record = function.parameters.first?.type, found[record] != nil else { continue }
      let name = function.name.components(after: "::")
      for event in function.events {
        switch event.kind {
        case .read(_, .atomic(let ordering)) where name.hasPrefix("operator "):
          found[record]?.read = ordering.withoutText
        case .write(_, _, .atomic(let ordering)) where name == "operator=":
          found[record]?.write = ordering.withoutText
        case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
          .unlock, .spawn, .join, .call, .opaque:
          continue
        }
      }
    }
    wrappers = found.filter { $0.value.read != nil || $0.value.write != nil }
  }

  /// What the event does to the atomic inside, if it is about all of a wrapper.
  func unwrapped(_ kind: Event.Kind) -> Event.Kind? {
    switch kind {
    case .read(let address, .plain):
      wrapper(at: address)?.read.map { .read(at: address, .atomic($0)) }
    case .write(let address, let value, .plain):
      wrapper(at: address)?.write.map { .write(at: address, value: value, .atomic($0)) }
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock,
      .spawn, .join, .call, .opaque:
      nil
    }
  }

  var isEmpty: Bool { wrappers.isEmpty }

  private func wrapper(at address: Operand) -> Wrapper? {
    guard case .field(_, let record, let name) = address,
      let type = records[record]?.fields.first(where: { $0.name == name })?.type
    else { return nil }
    return wrappers[type]
  }
}

extension Program {
  /// Uses of C++ objects that wrap an atomic become accesses of it.
  mutating func unwrapAtomics() {
    let wrappers = AtomicWrappers(of: self)
    guard !wrappers.isEmpty else { return }
    for number in functions.indices where functions[number].language == .cpp {
      for block in functions[number].blocks.indices {
        for index in functions[number].blocks[block].events.indices {
          let event = functions[number].blocks[block].events[index]
          if let kind = wrappers.unwrapped(event.kind) {
            functions[number].blocks[block].events[index].kind = kind
          }
        }
      }
    }
  }
}

extension Ordering {
  /// The order alone: the text that names it stands elsewhere.
  fileprivate var withoutText: Ordering? { order.map { Ordering(.known($0)) } }
}

extension String {
  /// What follows the last qualifier.
  fileprivate func components(after separator: String) -> Substring {
    var rest = self[...]
    while let range = rest.firstRange(of: separator) { rest = rest[range.upperBound...] }
    return rest
  }
}
