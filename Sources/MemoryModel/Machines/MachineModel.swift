/// The axioms of a machine's memory model on one candidate execution.
struct MachineModel {
  let code: MachineCode
  private let po: Relation
  private let rf: Relation
  private let co: Relation
  private let fr: Relation
  private let rmw: Relation
  private let data: Relation
  private let ctrl: Relation
  private let external: Relation

  private var count: Int { code.events.count }

  init(_ code: MachineCode) {
    self.code = code
    let events = code.events
    let count = events.count
    let execution = code.candidate.execution
    po = Relation(count: count) { first, second in
      first < second && events[first].thread != nil && events[first].thread == events[second].thread
    }
    external = Relation(count: count) { first, second in
      events[first].thread != events[second].thread
    }
    var rf = Relation(count: count)
    for (read, write) in execution.readsFrom {
      if let from = code.writes[write], let to = code.reads[read] { rf.insert(from, to) }
    }
    var co = Relation(count: count)
    for order in execution.modificationOrder.values {
      let writes = order.compactMap { code.writes[$0] }
      for (index, first) in writes.enumerated() {
        for second in writes[(index + 1)...] { co.insert(first, second) }
      }
    }
    var rmw = Relation(count: count)
    for (read, write) in code.updates { rmw.insert(read, write) }
    self.rf = rf
    self.co = co
    fr = rf.inverse * co
    self.rmw = rmw
    data = Self.dependencies(code.candidate.dataDependencies, code) { $0.isWrite }
    ctrl = Self.dependencies(code.candidate.controlDependencies, code) { _ in true }
  }

  /// Dependencies between events of the execution, as dependencies between their instructions.
  private static func dependencies(
    _ relation: Relation, _ code: MachineCode, onto isTarget: (MachineCode.Event) -> Bool
  ) -> Relation {
    var result = Relation(count: code.events.count)
    for (first, second) in relation.pairs {
      guard let read = code.reads[first] else { continue }
      for (index, event) in code.events.enumerated()
      where event.source == second && index > read && isTarget(event) {
        result.insert(read, index)
      }
    }
    return result
  }

  // MARK: - Words of the models

  private func on(_ isMember: (MachineCode.Event) -> Bool) -> Relation {
    Relation(count: count) { isMember(code.events[$0]) }
  }

  private var reads: Relation { on(\.isRead) }
  private var writes: Relation { on(\.isWrite) }
  private var accesses: Relation { on { $0.isRead || $0.isWrite } }
  private var rfe: Relation { rf & external }
  private var rfi: Relation { rf - external }
  private var coe: Relation { co & external }
  private var fre: Relation { fr & external }
  private var poLoc: Relation {
    let execution = code.candidate.execution
    return po
      & Relation(count: count) { first, second in
        guard code.events[first].fence == nil, code.events[second].fence == nil else {
          return false
        }
        return execution.events[code.events[first].source].variable
          == execution.events[code.events[second].source].variable
      }
  }

  /// `po; [fence]; po`.
  private func across(_ fence: MachineCode.Fence) -> Relation {
    po * on { $0.fence == fence } * po
  }

  var isConsistent: Bool {
    guard (poLoc | co | rf | fr).isAcyclic, (rmw & (fre * coe)).isEmpty else { return false }
    return switch code.machine {
    case .x86: isTotalStoreOrder
    case .armLinux, .apple: isArm
    case .riscv: isRISCV
    case .power: isPower
    }
  }

  // MARK: - x86-TSO

  /// Everything is in order but a store and a later load; a locked instruction or fence between
  /// them keeps them.
  private var isTotalStoreOrder: Bool {
    let locked = on(\.isUpdate)
    let kept = accesses * po * accesses - writes * po * reads
    let implied = writes * (po * locked | locked * po) * reads
    return (kept | implied | across(.full) | rfe | co | fr).isAcyclic
  }

  // MARK: - Armv8

  private var isArm: Bool {
    let acquire = on(\.isAcquire)
    let weakAcquire = on(\.isWeakAcquire)
    let release = on(\.isRelease)
    // Local read successor: the reads that only a write just before them can feed.
    let lrs = writes * (poLoc - poLoc * writes * poLoc) * reads
    let dob = data | ctrl * writes | data * lrs
    let ends = Relation(count: count) { index in code.updates.contains { $0.1 == index } }
    let aob = rmw | ends * lrs * (acquire | weakAcquire)
    // An acquiring and releasing update by one instruction: its write comes before what follows.
    let single = acquire * (rmw & updatePairs) * release
    let bob =
      across(.full) | single.inverse * single * po | release * po * acquire
      | reads * across(.afterLoads) | (acquire | weakAcquire) * po | po * release
    let obs = rfe | fre | coe
    return (obs | poLoc * writes | dob | aob | bob).isAcyclic
  }

  /// Updates by one instruction.
  private var updatePairs: Relation {
    Relation(count: count) { code.events[$0].isUpdate && code.events[$1].isUpdate }
  }

  // MARK: - RVWMO

  private var isRISCV: Bool {
    let acquire = on(\.isAcquire)
    let release = on(\.isRelease)
    let both = on { $0.isUpdate && ($0.isAcquire || $0.isRelease) }
    let update = on { $0.isUpdate && $0.isWrite }
    let withoutWriteBetween = poLoc - poLoc * writes * poLoc
    let sameWrite = rf.inverse * rf
    let fences =
      accesses * across(.full) * accesses | reads * across(.afterLoads) * accesses
      | accesses * across(.beforeStores) * writes
      | writes * across(.totalStore) * writes | reads * across(.totalStore) * accesses
    // The rules of preserved program order, in the manual's order.
    let overlapping =
      poLoc * writes | (reads * withoutWriteBetween * reads - sameWrite) | update * rfi
    let annotated = acquire * po | po * release | both * po * both | rmw
    let dependent = data | ctrl * writes | data * rfi
    return (co | rfe | fr | overlapping | fences | annotated | dependent).isAcyclic
  }

  // MARK: - Power

  private var isPower: Bool {
    let rdw = poLoc & (fre * rfe)
    let detour = poLoc & (coe * rfe)
    let isync = on(\.isFollowedByISync) * po
    let ppo = powerPreserved(initial: data | rfi | rdw, control: isync | detour)
    let light = across(.lwsync)
    let strong = accesses * across(.full) * accesses
    let fence = reads * light * accesses | writes * light * writes | strong
    let hb = ppo | fence | rfe
    guard hb.isAcyclic else { return false }
    let hbStar = hb.reflexiveClosure
    let base = (fence | rfe * fence) * hbStar
    let com = (co | rf | fr).reflexiveClosure
    let prop = writes * base * writes | com * base.reflexiveClosure * strong * hbStar
    return (co | prop).isAcyclic && (fre * prop * hbStar).isIrreflexive
  }

  /// ppo as a least fixpoint over the beginnings and ends of instructions.
  private func powerPreserved(initial ii0: Relation, control ci0: Relation) -> Relation {
    var ii = ii0
    var ic = Relation(count: count)
    var ci = ci0
    var cc = data | poLoc | ctrl
    while true {
      let nextII = ii0 | ci | ic * ci | ii * ii | ii
      let nextIC = ii | cc | ic * cc | ii * ic | ic
      let nextCI = ci0 | ci * ii | cc * ci | ci
      let nextCC = cc | ci | ci * ic | cc * cc
      if nextII == ii, nextIC == ic, nextCI == ci, nextCC == cc { break }
      (ii, ic, ci, cc) = (nextII, nextIC, nextCI, nextCC)
    }
    return reads * ii * reads | reads * ic * writes
  }
}
