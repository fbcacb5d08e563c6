import Testing

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
