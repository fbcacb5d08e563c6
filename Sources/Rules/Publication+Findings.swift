import MemoryModel
import OrderLint

extension Publication {
  /// What functions out of view do with what they are given is not known for sure.
  private var severity: Severity { isHanded ? .warning : .error }

  /// What is wrong with the write of the flag, if it lacks an order that mends it.
  func writerFinding(
    of rule: String, _ severity: Severity? = nil, in context: RuleContext,
    saying message: (MemoryOrder) -> String
  ) -> Finding? {
    guard writerIsWeak, misplacedFence(in: .writer) == nil, compilerFence(in: 0) == nil,
      !cut.item(0, store).isOneSided
    else { return nil }
    let store = cut.item(0, self.store)
    let written = store.ordering?.order ?? .relaxed
    let needed = written.joined(.release)
    let edit = { (origin: Int) in ScenarioEdit.setOrder(origin: origin, to: needed) }
    guard !written.isRelease, !context.isDoubleCheck(store.range),
      context.isMended(question, of: cut, by: edit, thread: 0, item: self.store)
    else { return nil }
    let edits = cut.origins(0, self.store).map(edit)
    return Finding(
      rule: rule, severity: severity ?? self.severity, message: message(written),
      range: store.range, function: context.functionName(of: store),
      notes: notes(in: context),
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: .nothingOrders(before, before: store) + " for a thread that reads '\(flag)'",
          conclusion: conclusion(in: context))),
      repair: repair(
        needed, at: store, with: edits, and: Mending(of: self, in: context)?.counterpart, context),
      targets: context.targets(showing: question, of: cut),
      targetRemark: "on x86-64 only if the compiler reorders the writes")
  }

  /// What is wrong with the read of the flag, if it lacks an order that mends it.
  func readerFinding(
    of rule: String, in context: RuleContext, saying message: (MemoryOrder) -> String
  ) -> Finding? {
    let load = cut.item(1, self.load)
    guard readerIsWeak, misplacedFence(in: .reader) == nil, compilerFence(in: 1) == nil,
      !context.isDoubleCheck(load.range),
      let mending = Mending(of: self, in: context)
    else { return nil }
    return Finding(
      rule: rule, severity: severity, message: message(mending.written),
      range: load.range, function: context.functionName(of: load),
      notes: notes(in: context),
      evidence: .witness(
        context.witness(
          execution, of: cut,
          missing: .nothingOrders(load, before: after),
          conclusion: conclusion(in: context))),
      repair: repair(mending.needed, at: load, with: mending.edits, and: releasing, context),
      targets: context.targets(showing: question, of: cut),
      targetRemark: "on x86-64 only if the compiler reorders the reads")
  }
}

extension Publication {
  /// What the other thread lacks as well.
  fileprivate struct Counterpart {
    var order: MemoryOrder
    var item: TraceItem
    var edits: [ScenarioEdit]
  }

  /// The release that the write of the flag lacks.
  private var releasing: Counterpart? {
    let store = cut.item(0, self.store)
    let needed = (store.ordering?.order ?? .relaxed).joined(.release)
    guard needed != store.ordering?.order else { return nil }
    return Counterpart(
      order: needed, item: store,
      edits: cut.origins(0, self.store).map { .setOrder(origin: $0, to: needed) })
  }

  /// The order; together with what the other thread lacks if that half alone changes nothing.
  private func repair(
    _ order: MemoryOrder, at item: TraceItem, with edits: [ScenarioEdit],
    and counterpart: Counterpart?, _ context: RuleContext
  ) -> Repair {
    let language = context.language(of: item)
    if context.forbids(question, of: cut, with: edits) {
      return .order(order, at: item, in: language, isChecked: true)
    }
    var repair = Repair.order(order, at: item, in: language, isChecked: false)
    guard let counterpart,
      context.forbids(question, of: cut, with: edits + counterpart.edits)
    else { return repair }
    repair.summary +=
      ", and \(counterpart.order.spelling(in: context.language(of: counterpart.item))) on line "
      + "\(counterpart.item.range.start.line)"
    repair.isChecked = true
    return repair
  }
}

/// The order that the read of a publication lacks.
private struct Mending {
  var counterpart: Publication.Counterpart
  var written: MemoryOrder
  var needed: MemoryOrder
  var edits: [ScenarioEdit]

  init?(of shape: Publication, in context: RuleContext) {
    let load = shape.cut.item(1, shape.load)
    let success = load.ordering?.order ?? .relaxed
    var options = [(order: success, isFailure: false)]
    if case .compareExchange(_, _, _, _, let failure, _) = load.kind {
      options.append((order: failure.order ?? .relaxed, isFailure: true))
    }
    for (order, isFailure) in options where !order.isAcquire {
      let needed = order.joined(.acquire)
      let edit = { (origin: Int) -> ScenarioEdit in
        isFailure
          ? .setFailureOrder(origin: origin, to: needed) : .setOrder(origin: origin, to: needed)
      }
      if context.isMended(shape.question, of: shape.cut, by: edit, thread: 1, item: shape.load) {
        written = order
        self.needed = needed
        edits = shape.cut.origins(1, shape.load).map(edit)
        counterpart = Publication.Counterpart(order: needed, item: load, edits: edits)
        return
      }
    }
    return nil
  }
}
