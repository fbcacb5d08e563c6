import OrderLint
import SwiftFrontend
import Testing

/// Properties, methods and functions that only look like those of the library, or the other way round.
@Suite struct AccessTests {
  @Test func observersAreCalledWithTheOldAndTheNewValue() {
    let source = """
      final class Cell {
        var data = 0 {
          willSet { use(newValue) }
          didSet { data = max(oldValue, data) }
        }
        var other = 0 { didSet { use(other) } }
        init() { data = 1 }
      }
      func f(c: Cell) { c.data = 42; c.other += 1 }
      """
    #expect(
      body(of: "f", in: source) == [
        "b0:",
        "%0 = call \"Cell.data.willSet\"(c, 42)",
        "%1 = read c->Cell.data, plain",
        "%2: write c->Cell.data := 42, plain",
        "%3 = call \"Cell.data.didSet\"(c, %1)",
        "%4 = read c->Cell.other, plain",
        "%5: write c->Cell.other := %4 + 1, plain",
        "%6 = call \"Cell.other.didSet\"(c, ?\"oldValue\")",
        "return",
      ])
    #expect(!body(of: "Cell.init", in: source).contains { $0.contains("call") })
    #expect(!body(of: "Cell.data.didSet", in: source).contains { $0.contains("Set\"") })
  }

  @Test func methodsNamedLikeThoseOfReferencesAreCalled() {
    let lines = body(
      of: "f",
      in: """
        final class Handle { func toOpaque() -> Int { 3 }; func takeRetainedValue() -> Int { 4 } }
        func f(h: Handle) -> Int { h.toOpaque() + h.takeRetainedValue() }
        """)
    #expect(lines.count { $0.contains("call") } == 2)
  }

  @Test func theLibrarysFunctionsAreNoMethods() {
    let lines = body(
      of: "Heap.f",
      in: """
        struct Heap {
          func max(_ a: Int, _ b: Int) -> Int { a }
          func f(a: Int, b: Int) -> Int { Swift.max(a, b) }
        }
        """)
    #expect(!lines.contains { $0.contains("call") })
  }

  @Test func closuresOfChangesRunInPlace() {
    let lines = body(
      of: "List.f",
      in: """
        import Foundation
        import Synchronization
        let limit = Atomic<Int>(0)
        final class List {
          private var stored = IndexSet()
          var items: IndexSet { get { stored } set { stored = newValue } }
          func f() { items.removeAll { $0 < limit.load(ordering: .relaxed) } }
        }
        """)
    #expect(lines.contains { $0.hasSuffix("read &limit, relaxed") })
  }

  @Test func functionsInsideFunctionsMayCallEachOther() {
    let source = """
      func f(n: Int) {
        let step = g()
        func even(_ k: Int) -> Bool { k == 0 || odd(k - step) }
        func odd(_ k: Int) -> Bool { k != 0 && even(k - 1) }
        use(even(n))
      }
      """
    #expect(body(of: "f", in: source).contains { $0.contains("call \"f(n:).even(_:)\"(%0, n)") })
    #expect(body(of: "f.odd", in: source).contains { $0.contains("even(_:)\"(step, k - 1)") })
    #expect(body(of: "f.even", in: source).contains { $0.contains("odd(_:)\"(step, k - step)") })
  }
}
