import MemoryModel
import Testing

/// Programs whose number of executions is known by a formula or from GenMC.
@Suite struct ScalingTests {
  private func executions(_ scenario: Scenario, _ model: ConsistencyModel = .cxx20) -> Int {
    let count = Checker(model: model).executions(of: scenario)
    return count.isComplete ? count.consistent : -1
  }

  private func ring(_ size: Int, _ store: MemoryOrder, _ load: MemoryOrder) -> Scenario {
    Scenario(copies: size) { thread in
      [
        .store(Variable("x\(thread)"), 1, store),
        .load("r", Variable("x\((thread + 1) % size)"), load),
      ]
    }
  }

  @Test(arguments: 2...8) func storeBufferingRings(size: Int) {
    #expect(executions(ring(size, .relaxed, .relaxed)) == 1 << size)
    #expect(executions(ring(size, .release, .acquire)) == 1 << size)
    let strong = ring(size, .sequentiallyConsistent, .sequentiallyConsistent)
    #expect(executions(strong) == 1 << size - 1)
    #expect(executions(ring(size, .relaxed, .relaxed), .sequentialConsistency) == 1 << size - 1)
  }

  @Test func writersOfOneVariable() {
    for (size, factorial) in [(2, 2), (3, 6), (5, 120), (7, 5040)] {
      let writers = Scenario(copies: size) { [.store("x", .constant($0), .relaxed)] }
      #expect(executions(writers) == factorial)
      let adders = Scenario(copies: size) { _ in [.update("r", "x", .add, 1, .relaxed)] }
      #expect(executions(adders) == factorial)
      // Each write or the initial one, for each order of writes: (n + 1)! with one reader.
      var withReader = writers
      withReader.threads.append(
        Scenario.Thread(name: "reader", steps: [Step(.load("r", "x", .relaxed))]))
      #expect(executions(withReader) == factorial * (size + 1))
    }
  }

  @Test func loadsThenStores() {
    for (size, expected) in [(2, 4), (3, 36), (4, 576), (5, 14400)] {
      let scenario = Scenario(copies: size) { _ in
        [.load("r", "x", .relaxed), .store("x", .binary(.add, "r", 1), .relaxed)]
      }
      #expect(executions(scenario) == expected)
    }
  }

  @Test func exchangesFromZero() {
    for size in 2...6 {
      let scenario = Scenario(copies: size) { thread in
        [
          .compareExchange(
            Step.CompareExchange(
              old: "old", success: "ok", variable: "x", expected: 0,
              desired: .constant(thread + 1), successOrder: .relaxed, failureOrder: .relaxed,
              isWeak: false))
        ]
      }
      #expect(executions(scenario) == size)
    }
  }

  @Test func ticketLocks() {
    for (size, factorial) in [(2, 2), (3, 6), (4, 24)] {
      let scenario = Scenario(copies: size) { _ in
        [
          .update("ticket", "next", .add, 1, .relaxed), .load("serving", "owner", .acquire),
          .assume(.equal("ticket", "serving")), .read("n", "data"),
          .write("data", .binary(.add, "n", 1)),
          .store("owner", .binary(.add, "ticket", 1), .release),
        ]
      }
      #expect(executions(scenario) == factorial)
      #expect(Checker().ask(.dataRace(on: nil), of: scenario).isForbidden)
    }
  }

  @Test func spinlocksBlockAsInGenMC() {
    for (size, expected, blocked) in [(2, 2, 2), (3, 6, 18), (4, 24, 168)] {
      let scenario = Scenario(copies: size) { _ in
        [
          .update("taken", "lock", .exchange, 1, .acquire), .assume(.not("taken")),
          .read("n", "data"), .write("data", .binary(.add, "n", 1)), .store("lock", 0, .release),
        ]
      }
      #expect(
        Checker().executions(of: scenario)
          == ExecutionCount(consistent: expected, blocked: blocked, isComplete: true))
    }
  }

  @Test func doubleCheckedInitialisation() {
    let slowPath: [Step.Action] = [
      .lock("m"), .load("again", "init", .relaxed),
      .branch(
        .not("again"),
        then: [Step(.write("object", 42)), Step(.store("init", 1, .release))], else: []),
      .unlock("m"),
    ]
    for (size, expected) in [(2, 4), (3, 15), (4, 64), (5, 325)] {
      let scenario = Scenario(copies: size) { _ in
        [
          .load("ready", "init", .acquire),
          .branch(.not("ready"), then: slowPath.map { Step($0) }, else: []),
          .read("o", "object"), .assert(.equal("o", 42)),
        ]
      }
      #expect(executions(scenario) == expected)
      #expect(Checker().ask(.dataRace(on: nil), of: scenario).isForbidden)
      #expect(Checker().ask(.assertionFailure, of: scenario).isForbidden)
    }
  }

  private func seqlock(writes: Int, readers: Int, _ reader: [Step.Action]) -> Scenario {
    let section: [Step.Action] = [
      .load("s", "seq", .relaxed), .store("seq", .binary(.add, "s", 1), .relaxed),
      .fence(.release), .store("a", "k", .relaxed), .store("b", "k", .relaxed),
      .store("seq", .binary(.add, "s", 2), .release),
    ]
    return Scenario(copies: readers + 1) { thread in
      guard thread == 0 else { return reader }
      return (1...writes).flatMap { [.assign("k", .constant($0))] + section }
    }
  }

  /// W writes and one reader; readers do not see each other, so more of them multiply.
  @Test func seqlockReaders() {
    let body: [Step.Action] = [
      .load("x", "a", .relaxed), .load("y", "b", .relaxed), .fence(.acquire),
      .load("s2", "seq", .relaxed),
      .branch(
        .equal("s1", "s2"),
        then: [
          Step(.assert(.equal("x", "y"))), Step(.assert(.equal("x", .binary(.divide, "s1", 2)))),
        ],
        else: []),
    ]
    let reader: [Step.Action] = [
      .load("s1", "seq", .acquire),
      .branch(.binary(.and, "s1", 1), then: [], else: body.map { Step($0) }),
    ]
    for (writes, readers, expected) in [
      (1, 1, 11), (2, 1, 39), (3, 1, 99), (4, 1, 209), (1, 2, 121), (2, 2, 1521), (3, 2, 9801),
      (1, 3, 1331),
    ] {
      let scenario = seqlock(writes: writes, readers: readers, reader)
      #expect(executions(scenario) == expected)
      #expect(Checker().ask(.assertionFailure, of: scenario).isForbidden)
    }
    var broken = seqlock(writes: 1, readers: 1, reader)
    broken.threads[0].steps.removeAll { $0.action == .fence(.release) }
    #expect(Checker().ask(.assertionFailure, of: broken).isAllowed)
  }

  @Test func seqlockReadersThatRetry() {
    let reader: [Step.Action] = [
      .load("s1", "seq", .acquire), .load("x", "a", .relaxed), .load("y", "b", .relaxed),
      .fence(.acquire), .load("s2", "seq", .relaxed),
      .assume(.binary(.and, .equal("s1", "s2"), .not(.binary(.and, "s1", 1)))),
    ]
    for (writes, readers, expected) in [(1, 1, 2), (2, 1, 3), (1, 2, 4), (2, 2, 9), (1, 3, 8)] {
      #expect(executions(seqlock(writes: writes, readers: readers, reader)) == expected)
    }
  }

  @Test func readCopyUpdate() {
    func scenario(_ size: Int, fence: MemoryOrder) -> Scenario {
      Scenario(copies: size) { thread in
        guard thread > 0 else {
          let waits = (1..<size).flatMap { reader -> [Step.Action] in
            [.load("busy", Variable("active\(reader)"), .acquire), .assume(.not("busy"))]
          }
          let publish: [Step.Action] = [
            .write("new", 1), .store("current", 1, .release), .fence(fence),
          ]
          return publish + waits + [.write("old", 0)]
        }
        let active = Variable("active\(thread)")
        return [
          .store(active, 1, .relaxed), .fence(fence), .load("c", "current", .acquire),
          .branch(
            "c", then: [Step(.read("d", "new")), Step(.assert("d"))],
            else: [Step(.read("d", "old")), Step(.assert("d"))]),
          .store(active, 0, .release),
        ]
      }
    }
    for (size, expected) in [(2, 3), (3, 9), (4, 27)] {
      var sound = scenario(size, fence: .sequentiallyConsistent)
      sound.initialValues = ["old": 1, "new": 1]
      #expect(executions(sound) == expected)
      #expect(Checker().ask(.dataRace(on: nil), of: sound).isForbidden)
      var unsound = scenario(size, fence: .acquireRelease)
      unsound.initialValues = sound.initialValues
      #expect(Checker().ask(.dataRace(on: "old"), of: unsound).isAllowed)
    }
  }

  @Test func lastZero() {
    func search(_ index: Int) -> [Step] {
      let load = Step(.load("v", Variable("x\(index)"), .sequentiallyConsistent))
      return index == 0 ? [load] : [load, Step(.branch("v", then: search(index - 1), else: []))]
    }
    for (size, expected) in [(2, 5), (4, 28), (6, 144), (8, 704), (10, 3328)] {
      let scenario = Scenario(copies: size + 1) { thread in
        guard thread > 0 else { return search(size).map(\.action) }
        return [
          .load("v", Variable("x\(thread - 1)"), .sequentiallyConsistent),
          .store(Variable("x\(thread)"), .binary(.add, "v", 1), .sequentiallyConsistent),
        ]
      }
      #expect(executions(scenario) == expected)
    }
  }
}
