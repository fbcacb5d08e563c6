import OrderLint
import SwiftFrontend
import Testing

/// The text of the functions of one Swift source, without its first lines.
func lowered(_ source: String, path: String = "Sources/M/file.swift") -> String {
  let front = SwiftFrontend(files: [(path: path, bytes: Array(source.utf8))])
  let module = front.lower(0)
  #expect(IRVerifier.problems(in: module) == [])
  return module.functions.map { IRText.print($0) }.joined(separator: "\n")
}

/// The function of that name alone, without its header.
func body(of name: String, in source: String) -> [String] {
  let front = SwiftFrontend(files: [(path: "Sources/M/file.swift", bytes: Array(source.utf8))])
  let module = front.lower(0)
  #expect(IRVerifier.problems(in: module) == [])
  guard let function = module.functions.first(where: { $0.name == name }) else {
    Issue.record("no function \(name) among \(module.functions.map(\.name))")
    return []
  }
  return IRText.print(function).split(separator: "\n").dropFirst()
    .map { $0.drop { $0 == " " } }.map(String.init)
}

@Suite struct LoweringTests {
  private let seqlock = """
    import Synchronization
    final class SeqLock {
      private let seq = Atomic<UInt>(0)
      var a = 0
      func write(_ value: Int) {
        let s = seq.load(ordering: .relaxed)
        seq.store(s &+ 1, ordering: .releasing)
        a = value
        self.seq.store(s &+ 2, ordering: .releasing)
      }
      func read() -> Int? {
        while true {
          let before = seq.load(ordering: .acquiring)
          if before & 1 != 0 { continue }
          let value = a
          atomicMemoryFence(ordering: .acquiring)
          if seq.load(ordering: .relaxed) == before { return value }
        }
      }
    }
    """

  /// A loop over elements waits for nothing, whichever way its rounds end.
  @Test(arguments: [
    "for v in values { if ready.load(ordering: .acquiring) { continue }; use(v) }",
    "for v in values where ready.load(ordering: .acquiring) { use(v) }",
    "for v in values.filter({ _ in ready.load(ordering: .acquiring) }) { use(v) }",
    "values.filter { _ in ready.load(ordering: .acquiring) }.forEach { use($0) }",
  ])
  func everyRoundIsCounted(loop: String) {
    let lines = body(
      of: "f",
      in: """
        import Atomics
        let ready = ManagedAtomic(false)
        func use(_ value: Int) {}
        func f(values: [Int]) { \(loop) }
        """)
    #expect(lines.count { $0.hasSuffix("assign _1 := _1 + 1") } == 1)
    // Into the loop, and back at the end of a round.
    #expect(lines.count { $0 == "jump b1" } == 2)
    #expect(lines.contains("if ?\"next\" then b2 else b5"))
  }

  @Test func seqlockWriter() {
    #expect(
      body(of: "SeqLock.write", in: seqlock) == [
        "b0:",
        "%0 = read self->SeqLock.seq, relaxed",
        "%1: write self->SeqLock.seq := %0 + 1, release",
        "%2: write self->SeqLock.a := value, plain",
        "%3: write self->SeqLock.seq := %0 + 2, release",
        "return",
      ])
  }

  @Test func seqlockReader() {
    #expect(
      body(of: "SeqLock.read", in: seqlock) == [
        "b0:",
        "jump b1",
        "b1:",
        "%0 = read self->SeqLock.seq, acquire",
        "if (%0 & 1) != 0 then b1 else b2",
        "b2:",
        "%1 = read self->SeqLock.a, plain",
        "%2: fence acquire",
        "%3 = read self->SeqLock.seq, relaxed",
        "if %3 == %0 then b3 else b1",
        "b3:",
        "return %1",
      ])
  }
}

@Suite struct AtomicLoweringTests {
  @Test func oneOrderOfCompareExchange() {
    let source = """
      import Atomics
      let head = ManagedAtomic<Int>(0)
      func f() {
        _ = head.compareExchange(expected: 0, desired: 1, ordering: .releasing)
        _ = head.weakCompareExchange(expected: 0, desired: 1, ordering: .acquiringAndReleasing)
        let (done, seen) = head.compareExchange(
          expected: 0, desired: 1, successOrdering: .acquiring, failureOrdering: .relaxed)
        if done { use(seen) }
      }
      """
    #expect(
      body(of: "f", in: source) == [
        "b0:",
        "%0 = compare-exchange &head from 0 to 1, release, implicit relaxed",
        "%1 = compare-exchange-weak &head from 0 to 1, acq_rel, implicit acquire",
        "%2 = compare-exchange &head from 0 to 1, acquire, relaxed",
        "if %2.exchanged then b1 else b2",
        "b1:",
        "%3 = call use(%2)",
        "jump b2",
        "b2:",
        "return",
      ])
  }

  @Test func incrementFamilies() {
    let source = """
      import Atomics
      struct Counter {
        let n = ManagedAtomic<Int>(0)
        func f() -> Int {
          n.wrappingIncrement(ordering: .relaxed)
          n.wrappingDecrement(by: 2, ordering: .releasing)
          let a = n.loadThenWrappingIncrement(by: 3, ordering: .acquiring)
          let b = n.wrappingDecrementThenLoad(ordering: .relaxed)
          let c = n.loadThenBitwiseOr(with: 4, ordering: .relaxed)
          return a + b + c
        }
      }
      """
    #expect(
      body(of: "Counter.f", in: source) == [
        "b0:",
        "%0 = update self->Counter.n add 1, relaxed",
        "%1 = update self->Counter.n subtract 2, release",
        "%2 = update self->Counter.n add 3, acquire",
        "%3 = update self->Counter.n subtract 1, relaxed",
        "%4 = update self->Counter.n or 4, relaxed",
        "return (%2 + (%3 - 1)) + %4",
      ])
  }

  @Test func unsafeAtomicIsBehindAPointer() {
    let source = """
      import Atomics
      final class Ring {
        let head: UnsafeAtomic<Int>
        init() { head = UnsafeAtomic<Int>.create(7) }
        deinit { head.destroy() }
        func bump() { head.store(1, ordering: .releasing) }
      }
      """
    #expect(
      body(of: "Ring.bump", in: source) == [
        "b0:", "%0 = read self->Ring.head, plain", "%1: write %0 := 1, release", "return",
      ])
    #expect(
      body(of: "Ring.init", in: source) == [
        "b0:", "%0 = allocate", "%1: write %0 := 7, plain",
        "%2: write self->Ring.head := %0, plain", "return",
      ])
    #expect(
      body(of: "Ring.deinit", in: source) == [
        "b0:", "%0 = read self->Ring.head, plain", "%1: free %0", "return",
      ])
  }

  @Test func projectClassCalledAtomicIsNoAtomic() {
    let source = """
      import Foundation
      final class Atomic<Value> {
        private let lock = NSLock()
        private var value: Value
        init(_ value: Value) { self.value = value }
        func swap(_ new: Value) -> Value { lock.lock(); defer { lock.unlock() }; return value }
      }
      let state = Atomic<Int>(0)
      func f() -> Int { state.swap(1) }
      """
    #expect(
      body(of: "f", in: source) == ["b0:", "%0 = call \"Atomic.swap(_:)\"(&state, 1)", "return %0"])
    #expect(
      body(of: "Atomic.swap", in: source) == [
        "b0:", "%0: lock self->Atomic.lock", "%1 = read self->Atomic.value, plain",
        "%2: unlock self->Atomic.lock", "return %1",
      ])
  }

  @Test func orderIsAParameter() {
    let source = """
      import Synchronization
      let x = Atomic<Int>(0)
      func get(_ ordering: AtomicLoadOrdering) -> Int { x.load(ordering: ordering) }
      func f() -> Int { get(.acquiring) }
      """
    #expect(body(of: "get", in: source).contains { $0.hasPrefix("%0 = read &x, ") })
    #expect(body(of: "f", in: source) == ["b0:", "%0 = call \"get(_:)\"(2)", "return %0"])
  }

  @Test func rangesAreTheUsersText() throws {
    let source = """
      import Synchronization
      let x = Atomic<Int>(0)
      func f() {
        x.store(1, ordering: .releasing)
      }
      """
    let front = SwiftFrontend(files: [(path: "a.swift", bytes: Array(source.utf8))])
    let event = try #require(front.lower(0).functions.first?.blocks.first?.events.first)
    guard case .write(_, _, .atomic(let ordering)) = event.kind else {
      Issue.record("no store")
      return
    }
    #expect(event.range.start == SourcePosition(line: 4, column: 3))
    #expect(event.range.end == SourcePosition(line: 4, column: 35))
    #expect(ordering.range?.start == SourcePosition(line: 4, column: 24))
    #expect(ordering.range?.end == SourcePosition(line: 4, column: 34))
  }

  @Test func lazyReferenceHasItsOwnOrders() {
    let source = """
      import Synchronization
      final class Box {}
      let cache = AtomicLazyReference<Box>()
      func f() -> Box { if let b = cache.load() { return b }; return cache.storeIfNilThenLoad(Box()) }
      """
    let text = body(of: "f", in: source)
    #expect(text.contains("%0 = read &cache, implicit acquire"))
    #expect(
      text.contains(
        "%2 = compare-exchange &cache from null to %1, implicit acq_rel, implicit acquire"))
  }
}

@Suite struct ClosureLoweringTests {
  @Test func capturedVariablesAreGlobals() {
    let source = """
      import Atomics
      import Foundation
      func run() {
        let flag = ManagedAtomic(false)
        var data = 0
        let t = Thread { data = 1; flag.store(true, ordering: .releasing) }
        t.start()
        while !flag.load(ordering: .acquiring) {}
        print(data)
      }
      """
    #expect(
      body(of: "run.closure1", in: source) == [
        "b0:", "%0: write &\"run.data\" := 1, plain", "%1: write &\"run.flag\" := 1, release",
        "return",
      ])
    let text = body(of: "run", in: source)
    #expect(text.contains("%2 = spawn func(\"run().closure1\")()"))
    #expect(text.contains("%3 = read &\"run.flag\", acquire"))
    #expect(text.contains("%4 = read &\"run.data\", plain"))
  }

  @Test func selfIsGivenToTheClosure() {
    let source = """
      import Synchronization
      final class Worker {
        let done = Atomic<Bool>(false)
        func go() { Task { self.done.store(true, ordering: .releasing) } }
      }
      """
    #expect(
      body(of: "Worker.go", in: source) == [
        "b0:", "%0 = spawn func(\"Worker.go().closure1\")(self)", "return",
      ])
    #expect(
      body(of: "Worker.go.closure1", in: source) == [
        "b0:", "%0: write self->Worker.done := 1, release", "return",
      ])
  }

  @Test func lockedClosureRunsInPlace() {
    let source = """
      import Synchronization
      final class Table {
        let state = Mutex<Int>(0)
        var hits = 0
        func f(_ n: Int) -> Int {
          state.withLock { value in
            if n == 0 { return 0 }
            value += n
            hits += 1
            return value
          }
        }
      }
      """
    #expect(
      body(of: "Table.f", in: source) == [
        "locals _1",
        "b0:",
        "%0: lock self->Table.state",
        "if n == 0 then b1 else b3",
        "b1:",
        "%1: assign _1 := 0",
        "%2: unlock self->Table.state",
        "jump b2",
        "b2:",
        "return _1",
        "b3:",
        "%3 = read self->Table.state->Mutex.value, plain",
        "%4: write self->Table.state->Mutex.value := %3 + n, plain",
        "%5 = read self->Table.hits, plain",
        "%6: write self->Table.hits := %5 + 1, plain",
        "%7 = read self->Table.state->Mutex.value, plain",
        "%8: assign _1 := %7",
        "%9: unlock self->Table.state",
        "jump b2",
      ])
  }

  @Test func actorsHoldTheirLock() {
    let source = """
      actor Bank {
        var sum = 0
        func add(_ n: Int) { sum += n }
        nonisolated func name() -> Int { 1 }
      }
      """
    #expect(
      body(of: "Bank.add", in: source) == [
        "b0:", "%0: lock self->Bank.\"<actor>\"", "%1 = read self->Bank.sum, plain",
        "%2: write self->Bank.sum := %1 + n, plain", "%3: unlock self->Bank.\"<actor>\"", "return",
      ])
    #expect(body(of: "Bank.name", in: source) == ["b0:", "return 1"])
  }

  @Test func deferRunsAtEveryExit() {
    let source = """
      import Synchronization
      let x = Atomic<Int>(0)
      func f(_ a: Bool) -> Int {
        defer { x.store(0, ordering: .releasing) }
        if a { return 1 }
        return 2
      }
      """
    let text = body(of: "f", in: source)
    #expect(text.filter { $0.hasSuffix("write &x := 0, release") }.count == 2)
  }
}

@Suite struct PointerLoweringTests {
  @Test func pointersReachFields() {
    let source = """
      import Synchronization
      struct Slot { var key: Int; var value: Int }
      struct Header { let seq = Atomic<Int>(0); var slot: Slot }
      func put(_ h: UnsafeMutablePointer<Header>, _ k: Int) {
        h.pointee.seq.store(1, ordering: .relaxed)
        h.pointee.slot.key = k
        h.pointee.slot = Slot(key: k, value: 2)
        let copy = h.pointee.slot
        use(copy.key &+ copy.value)
      }
      """
    #expect(
      body(of: "put", in: source) == [
        "b0:",
        "%0: write h->Header.seq := 1, relaxed",
        "%1: write h->Header.slot->Slot.key := k, plain",
        "%2: write h->Header.slot->Slot.key := k, plain",
        "%3: write h->Header.slot->Slot.value := 2, plain",
        "%4 = read h->Header.slot->Slot.key, plain",
        "%5 = read h->Header.slot->Slot.value, plain",
        "%6 = call use(%4 + %5)",
        "return",
      ])
  }

  @Test func importedStructsAndFunctions() {
    let source = """
      import CShim
      func f(_ lock: UnsafeMutablePointer<shm_lock>) {
        write_lock(lock)
        lock.pointee.payload = 1
        write_unlock(lock)
      }
      """
    #expect(
      body(of: "f", in: source) == [
        "b0:", "%0 = call write_lock(lock)", "%1: write lock->shm_lock.payload := 1, plain",
        "%2 = call write_unlock(lock)", "return",
      ])
  }

  @Test func classInstancesAreAllocated() {
    let source = """
      final class Node { var next: Node?; var v: Int; init(v: Int) { self.v = v } }
      func f() -> Int {
        let n = Node(v: 1)
        n.next = nil
        return n.next?.v ?? n.v
      }
      """
    let text = body(of: "f", in: source)
    #expect(text[2] == "%0 = allocate")
    #expect(text[3] == "%1 = call \"Node.init(v:)\"(%0, 1)")
    #expect(text[4] == "%2: write %0->Node.next := null, plain")
    #expect(text[5] == "%3 = read %0->Node.next, plain")
  }

  @Test func addressedLocalsHaveSlots() {
    let source = """
      func f() { var e = 0; take(&e); use(e) }
      """
    #expect(
      body(of: "f", in: source) == [
        "locals e", "b0:", "%0: write &.e := 0, plain", "%1 = call take(&.e)",
        "%2 = read &.e, plain", "%3 = call use(%2)", "return",
      ])
  }
}

@Suite struct ActorLoweringTests {
  @Test func callsOnTheSameActorGiveUpItsLock() {
    let source = """
      actor Bank {
        var sum = 0
        func add() { sum = 1 }
        func twice() { add() }
      }
      """
    #expect(
      body(of: "Bank.twice", in: source) == [
        "b0:", "%0: lock self->Bank.\"<actor>\"", "%1: unlock self->Bank.\"<actor>\"",
        "%2 = call \"Bank.add()\"(self)", "%3: lock self->Bank.\"<actor>\"",
        "%4: unlock self->Bank.\"<actor>\"", "return",
      ])
  }

  @Test func typesInsideFunctionsAreThoseOfTheFunction() {
    let source = """
      import Atomics
      func one() {
        final class Handler { let hits = ManagedAtomic(0) }
        let h = Handler()
        h.hits.store(1, ordering: .relaxed)
      }
      func two() {
        final class Handler { var hits = 0 }
        let h = Handler()
        h.hits = 2
      }
      """
    #expect(body(of: "one", in: source).contains { $0.hasSuffix(".hits := 1, relaxed") })
    #expect(body(of: "two", in: source).contains { $0.hasSuffix(".hits := 2, plain") })
  }

  @Test func optionalClosuresAreTested() {
    let source = """
      final class Box { var handler: (() -> Void)?; func f() { handler?() } }
      """
    let text = body(of: "Box.f", in: source)
    #expect(text.contains("%0 = read self->Box.handler, plain"))
    #expect(text.contains { $0.hasPrefix("if %0 != null then") })
    #expect(text.contains { $0.hasSuffix("call-indirect %0()") })
  }
}

@Suite struct ScriptLoweringTests {
  @Test func threadsOfAScriptStartInOrder() {
    let source = """
      import Synchronization
      import Foundation
      let flag = Atomic<Bool>(false)
      nonisolated(unsafe) var data = 0
      let producer = Thread { data = 42; flag.store(true, ordering: .relaxed) }
      producer.start()
      while !flag.load(ordering: .acquiring) {}
      print(data)
      """
    let text = body(of: "main", in: source)
    #expect(text.contains { $0.contains("= spawn func(") })
    #expect(text.last == "return")
  }
}
