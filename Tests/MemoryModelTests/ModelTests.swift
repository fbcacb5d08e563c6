import MemoryModel
import Testing

/// The catalogue's protocols: the bad outcome is reachable in the bad variants and in no other.
@Suite struct ModelTests {
  let checker = Checker()
  let sequential = Checker(model: .sequentialConsistency)

  @Test func sequentialConsistencyAllowsOnlyInterleavings() throws {
    let shapes = [
      ("0:r0=0 & 1:r0=0", "W.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x"),
      ("1:r0=1 & 1:r1=0", "W.rlx x 1; W.rlx y 1 || r0=R.rlx y; r1=R.rlx x"),
      ("x=1 & y=1", "W.rlx x 1; W.rlx y 2 || W.rlx y 1; W.rlx x 2"),
      (
        "2:r0=1 & 2:r1=0 & 3:r0=1 & 3:r1=0",
        "W.rlx x 1 || W.rlx y 1 || r0=R.rlx x; r1=R.rlx y || r0=R.rlx y; r1=R.rlx x"
      ),
    ]
    for (condition, program) in shapes {
      #expect(try checker.allows(condition, program))
      #expect(try !sequential.allows(condition, program))
    }
    // Two additions are never lost, whatever the model.
    #expect(try !sequential.allows("x=1", "r0=ADD.rlx x 1 || r0=ADD.rlx x 1"))
    #expect(try sequential.allows("0:r0=1", "r0=ADD.rlx x 1 || r0=ADD.rlx x 1"))
  }

  @Test func sequentialConsistencyTakesEveryAtomicAsOrdered() throws {
    let relaxed = "W.na d 1; W.rlx f 1 || r0=R.rlx f; if r0==1 { r1=R.na d }"
    #expect(try checker.hasRace(relaxed))
    #expect(try !sequential.hasRace(relaxed))
    #expect(try sequential.hasRace("W.na d 1; W.rlx f 1 || r0=R.rlx f; r1=R.na d"))
  }

  @Test(arguments: [
    ("rlx", "", "rlx", "", true), ("rel", "", "rlx", "", true), ("rlx", "", "acq", "", true),
    ("sc", "", "rlx", "", true), ("rlx", "F.rlx; ", "rlx", "F.rlx; ", true),
    ("rlx", "F.rel; ", "rlx", "F.rlx; ", true), ("na", "F.rel; ", "na", "F.acq; ", true),
    ("rel", "", "acq", "", false), ("rlx", "F.rel; ", "rlx", "F.acq; ", false),
    ("rlx", "F.rel; ", "acq", "", false), ("rlx", "F.ar; ", "rlx", "F.ar; ", false),
  ])
  func publication(
    store: String, storeFence: String, load: String, loadFence: String, isBad: Bool
  ) throws {
    let program =
      "W.na d 1; \(storeFence)W.\(store) f 1"
      + " || r0=R.\(load) f; if r0==1 { \(loadFence)r1=R.na d }"
    #expect(try checker.hasRace(program) == isBad)
  }

  /// [atomics.fences] speaks of atomic operations: plain accesses carry no synchronisation.
  @Test func plainFlagsPublishNothing() throws {
    func races(_ store: String, _ load: String) throws -> Bool {
      let program =
        "W.na d 1; F.rel; W.\(store) f 1 || r0=R.\(load) f; F.acq; if r0==1 { r1=R.na d }"
      return checker.ask(.dataRace(on: "d"), of: try Scenario(litmus: program)).isAllowed
    }
    #expect(try !races("rlx", "rlx"))
    #expect(try races("na", "acq"))
    #expect(try races("rel", "na"))
  }

  @Test func fencesOnTheWrongSideOrderNothing() throws {
    #expect(
      try checker.hasRace("W.na d 1; W.rlx f 1; F.rel || r0=R.acq f; if r0==1 { r1=R.na d }"))
    #expect(
      try checker.hasRace("W.na d 1; W.rel f 1 || F.acq; r0=R.rlx f; if r0==1 { r1=R.na d }"))
  }

  @Test func releaseSequencesContinueThroughUpdatesOnly() throws {
    let reader = " || r0=R.acq f; if r0==2 { r1=R.na d }"
    #expect(try checker.hasRace("W.na d 1; W.rel f 1; W.rlx f 2" + reader))
    #expect(try !checker.hasRace("W.na d 1; W.rel f 1; r0=ADD.rlx f 1" + reader))
  }

  @Test(arguments: [("rlx", true), ("acq", false)])
  func relaysNeedAnAcquireInTheMiddle(order: String, isBad: Bool) throws {
    let program =
      "W.na d 1; W.rel f 1 || r0=R.\(order) f; if r0==1 { W.rel g 1 }"
      + " || r0=R.acq g; if r0==1 { r1=R.na d }"
    #expect(try checker.hasRace(program) == isBad)
  }

  @Test func storeBufferingNeedsAllFour() throws {
    for index in 0..<16 {
      let stores = (0..<2).map { index & (1 << $0) != 0 ? "sc" : "rel" }
      let loads = (2..<4).map { index & (1 << $0) != 0 ? "sc" : "acq" }
      let isBad = try checker.allows(
        "0:r0=0 & 1:r0=0",
        "W.\(stores[0]) x 1; r0=R.\(loads[0]) y || W.\(stores[1]) y 1; r0=R.\(loads[1]) x")
      #expect(isBad == (index != 15))
    }
  }

  @Test(arguments: [
    ("F.sc; ", "rlx", "F.sc; ", "rlx", false), ("F.sc; ", "rlx", "", "sc", false),
    ("F.sc; ", "rlx", "", "rlx", true), ("F.ar; ", "rlx", "F.ar; ", "rlx", true),
    ("r9=XCHG.sc d 1; ", "rlx", "r9=XCHG.sc e 1; ", "rlx", true),
    ("r9=ADD.ar d 1; ", "rlx", "r9=ADD.ar d 1; ", "rlx", false),
  ])
  func storeBufferingWithFences(
    first: String, firstOrder: String, second: String, secondOrder: String, isBad: Bool
  ) throws {
    let program =
      "W.\(firstOrder) x 1; \(first)r0=R.\(firstOrder) y"
      + " || W.\(secondOrder) y 1; \(second)r0=R.\(secondOrder) x"
    #expect(try checker.allows("0:r0=0 & 1:r0=0", program) == isBad)
  }

  /// The example of P0668: hb that goes through a mixed access does not constrain S.
  @Test(arguments: [("rel", true), ("sc", false)])
  func mixedOrdersWeakenTheTotalOrder(order: String, isAllowed: Bool) throws {
    #expect(
      try checker.allows(
        "1:b=1 & 1:c=3 & 2:a=0",
        "W.sc x 1; W.\(order) y 1 || b=ADD.sc y 1; c=R.rlx y || W.sc y 3; a=R.sc x") == isAllowed)
  }

  /// W+RWC: between the seq_cst accesses, happens-before counts if it begins and ends with
  /// sequenced-before (strongly happens before).
  @Test(arguments: [("rel", "acq", false), ("rlx", "acq", true), ("rel", "rlx", true)])
  func happensBeforeBetweenSequencedStepsIsStrong(
    store: String, load: String, isAllowed: Bool
  ) throws {
    #expect(
      try checker.allows(
        "1:r0=1 & 1:r1=0 & 2:r0=0",
        "W.sc x 1; W.\(store) y 1 || r0=R.\(load) y; r1=R.sc z || W.sc z 1; r0=R.sc x")
        == isAllowed)
  }

  @Test func independentReads() throws {
    func iriw(_ write: String, _ read: String, _ fence: String) throws -> Bool {
      try checker.allows(
        "2:r0=1 & 2:r1=0 & 3:r0=1 & 3:r1=0",
        "W.\(write) x 1 || W.\(write) y 1 || r0=R.\(read) x; \(fence)r1=R.\(read) y"
          + " || r0=R.\(read) y; \(fence)r1=R.\(read) x")
    }
    #expect(try iriw("rel", "acq", ""))
    #expect(try iriw("sc", "acq", ""))
    #expect(try !iriw("sc", "sc", ""))
    #expect(try !iriw("rlx", "sc", ""))
    #expect(try !iriw("rlx", "rlx", "F.sc; "))
  }

  private static let goodWriter = "W.rlx s 1; F.rel; W.rlx a 1; W.rlx b 1; W.rel s 2"
  private static let goodReader = "r0=R.acq s; r1=R.rlx a; r2=R.rlx b; F.acq; r3=R.rlx s"

  private func isTorn(_ writer: String, _ reader: String) throws -> Bool {
    let accepted = Expression.binary(
      .and, .equal("r0", "r3"), .not(.binary(.and, "r0", 1)))
    let isWhole = Expression.binary(
      .and, .equal("r1", "r2"), .equal("r1", .binary(.divide, "r0", 2)))
    let bad = Condition.all([.holds(thread: 1, accepted), .holds(thread: 1, .not(isWhole))])
    let scenario = try Scenario(litmus: writer + " || " + reader).promotingPlainAccesses()
    return checker.ask(.outcome(bad), of: scenario).isAllowed
  }

  @Test(arguments: [
    (goodWriter, false),
    ("W.rel s 1; F.rel; W.rlx a 1; W.rlx b 1; W.rel s 2", false),
    ("r9=ADD.rlx s 1; F.rel; W.na a 1; W.na b 1; W.rel s 2", false),
    ("W.rlx s 1; W.rel a 1; W.rel b 1; W.rel s 2", false),
    ("W.rel s 1; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("W.sc s 1; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("r9=ADD.acq s 1; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("r9=ADD.ar s 1; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("r9=ADD.sc s 1; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("W.rlx s 1; F.acq; W.rlx a 1; W.rlx b 1; W.rel s 2", true),
    ("W.rlx s 1; F.rel; W.rlx a 1; W.rlx b 1; W.rlx s 2", true),
  ])
  func seqlockWriters(writer: String, isBad: Bool) throws {
    #expect(try isTorn(writer, Self.goodReader) == isBad)
  }

  @Test(arguments: [
    (goodReader, false),
    ("r0=R.acq s; r1=R.acq a; r2=R.acq b; r3=R.rlx s", false),
    ("r0=R.acq s; r1=R.rlx a; r2=R.rlx b; r3=R.acq s", true),
    ("r0=R.acq s; r1=R.rlx a; r2=R.rlx b; r3=R.sc s", true),
    ("r0=R.rlx s; r1=R.rlx a; r2=R.rlx b; F.acq; r3=R.rlx s", true),
    ("r0=R.acq s; r1=R.rlx a; r2=R.rlx b; F.rel; r3=R.rlx s", true),
  ])
  func seqlockReaders(reader: String, isBad: Bool) throws {
    #expect(try isTorn(Self.goodWriter, reader) == isBad)
  }

  @Test func aPlainSeqlockPayloadRaces() throws {
    let program = (Self.goodWriter + " || " + Self.goodReader)
      .replacing("W.rlx a", with: "W.na a").replacing("R.rlx a", with: "R.na a")
    #expect(try checker.hasRace(program))
    #expect(try !checker.hasRace(Self.goodWriter + " || " + Self.goodReader))
  }

  @Test(arguments: [
    ("rlx", "", true), ("rlx", "F.acq; ", true), ("rel", "", true), ("acq", "", true),
    ("rel", "F.acq; ", false), ("ar", "", false),
  ])
  func referenceCounts(order: String, fence: String, isBad: Bool) throws {
    func owner(_ payload: String) -> String {
      "W.na \(payload) 1; r0=ADD.\(order) count 1; if r0==1 { \(fence)W.na a 2; W.na b 2 }"
    }
    #expect(try checker.hasRace(owner("a") + " || " + owner("b")) == isBad)
  }

  @Test(arguments: [("acq", "rel", false), ("rlx", "rel", true), ("acq", "rlx", true)])
  func spinlocks(lock: String, unlock: String, isBad: Bool) throws {
    let owner =
      "r0=XCHG.\(lock) lock 1; if r0==0 { r1=R.na d; W.na d 1; W.\(unlock) lock 0 }"
    #expect(try checker.hasRace(owner + " || " + owner) == isBad)
  }

  @Test func updatesAreNotLoadsThenStores() throws {
    #expect(try checker.allows("x=1", "r0=R.sc x; W.sc x 1 || r0=R.sc x; W.sc x 1"))
    #expect(try !checker.allows("x=1", "r0=ADD.rlx x 1 || r0=ADD.rlx x 1"))
    #expect(
      try !checker.allows("0:r0=0 & 1:r0=0", "r0=XCHG.rlx x 1 || r0=XCHG.rlx x 1"))
  }

  @Test func countdownsNeedReleaseAndOneAcquire() throws {
    func waits(_ drop: String, _ wait: String) throws -> Bool {
      try checker.hasRace(
        "W.na a 1; r0=ADD.\(drop) n 1 || W.na b 1; r0=ADD.\(drop) n 1"
          + " || r0=R.\(wait) n; if r0==2 { r1=R.na a; r2=R.na b }")
    }
    #expect(try !waits("rel", "acq"))
    #expect(try waits("rlx", "acq"))
    #expect(try waits("acq", "acq"))
    #expect(try waits("rel", "rlx"))
  }
}
