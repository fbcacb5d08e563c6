import OrderLint
import SwiftFrontend
import Testing
import Vocabularies

/// C's libraries called from Swift, and atomics that name no order.
@Suite struct LibraryCallTests {
  @Test func functionsOfTheSystem() {
    let source = """
      import Darwin
      final class Gate {
        var lock: Int32 = 0
        func take() -> Bool { return OSAtomicCompareAndSwap32Barrier(0, 1, &lock) }
        func count() { OSAtomicIncrement32(&lock); OSMemoryBarrier() }
      }
      """
    #expect(
      body(of: "Gate.take", in: source) == [
        "b0:",
        "%0: fence implicit seq_cst",
        "%1 = compare-exchange self->Gate.lock from 0 to 1, implicit seq_cst, implicit seq_cst",
        "%2: fence implicit seq_cst",
        "return %1.exchanged",
      ])
    #expect(
      body(of: "Gate.count", in: source) == [
        "b0:",
        "%0 = update self->Gate.lock add 1, implicit relaxed",
        "%1: fence implicit seq_cst",
        "return",
      ])
  }

  @Test func aFunctionOfTheRunIsNotTheLibrarys() {
    let source = """
      func OSMemoryBarrier() { print("mine") }
      func f() { OSMemoryBarrier() }
      """
    #expect(!body(of: "f", in: source).joined().contains("fence"))
  }

  @Test func handlersOfSignals() {
    let source = """
      import Glibc
      var stopped: Int32 = 0
      func onSignal(_ number: Int32) { stopped = 1 }
      func install() { signal(SIGTERM, onSignal) }
      """
    let file = SwiftFrontend.parse(path: "Sources/M/file.swift", bytes: Array(source.utf8))
    let handlers = SwiftFrontend(parsed: [file]).lower(0).handlers
    #expect(handlers == [InstalledHandler(symbol: "onSignal(_:)", cause: .signal)])
  }

  @Test func namesOfTheConfiguration() throws {
    let user = try #require(
      try LibraryVocabulary.user(
        """
        api:
          - {match: "my_load_{order}", kind: load, order: name}
          - {match: my_swap, kind: exchange, order: argument 2}
          - {match: my_cas, kind: cas, expected-pointer: 1, value: 2, order: release}
        """))
    let selection = VocabularySelection(user: [user])
    let source = """
      var flag: Int32 = 0
      func f(old: UnsafeMutablePointer<Int32>) -> Int32 {
        if my_cas(&flag, old, 2) { return my_swap(&flag, 1, memory_order_acq_rel) }
        return my_load_acquire(&flag)
      }
      """
    let bytes = Array(source.utf8)
    let file = SwiftFrontend.parse(path: "Sources/M/file.swift", bytes: bytes)
    let module = SwiftFrontend(parsed: [file], vocabularies: selection).lower(0)
    #expect(IRVerifier.problems(in: module) == [])
    let text = IRText.print(module)
    #expect(text.contains("read &flag, implicit acquire"), "\(text)")
    #expect(text.contains("update &flag exchange 1, acq_rel"), "\(text)")
    #expect(text.contains("to 2, implicit release, implicit relaxed"), "\(text)")
    #expect(text.contains("write old := %1, plain"), "\(text)")
    var rounds = SwiftFrontend.Selection(names: [], vocabularies: selection)
    #expect(rounds.nextRound(after: [])?.chooses(bytes) == true)
    var others = SwiftFrontend.Selection(names: [])
    #expect(others.nextRound(after: [])?.chooses(bytes) == false)
  }

  @Test func atomicsOfSwiftNIO() {
    let source = """
      import NIOConcurrencyHelpers
      final class Counter {
        let value = NIOAtomic<Int>.makeAtomic(value: 0)
        func claim() -> Bool { value.compareAndExchange(expected: 0, desired: 1) }
        func isLast() -> Bool { value.sub(1) == 1 }
      }
      """
    #expect(
      body(of: "Counter.claim", in: source).contains {
        $0.contains("compare-exchange") && $0.contains("from 0 to 1, implicit seq_cst")
      })
    #expect(
      body(of: "Counter.isLast", in: source).contains {
        $0.contains("subtract 1, implicit seq_cst")
      })
  }
}
