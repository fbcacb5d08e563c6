import OrderLint
import TestSupport
import Testing

/// Dekker's entry with every choice of orders: silent only where the model says so.
@Suite struct HandshakeTests {
  struct Choice: Sendable, CustomTestStringConvertible {
    var language: Language
    var isStrong: [Bool]
    var testDescription: String {
      "\(language) " + isStrong.map { $0 ? "sc" : "ra" }.joined(separator: "-")
    }
  }

  static let choices = [Language.c, .swift].flatMap { language in
    (0..<16).map { bits in
      Choice(language: language, isStrong: (0..<4).map { bits >> $0 & 1 == 1 })
    }
  }

  private func rules(in source: String, _ language: Language) throws -> Set<String> {
    let path = language == .c ? "entry.c" : "entry.swift"
    let report = try ProgramAnalysis.report(on: [FixtureSource(path: path, text: source)])
    return Set(report.findings.map(\.rule))
  }

  @Test(arguments: choices)
  func `three seq_cst accesses of four are as good as none`(choice: Choice) throws {
    let order = { (index: Int) -> String in
      let isStore = index % 2 == 0
      switch (choice.language, choice.isStrong[index]) {
      case (.c, true), (.cpp, true): return "memory_order_seq_cst"
      case (.c, false), (.cpp, false):
        return isStore ? "memory_order_release" : "memory_order_acquire"
      case (.swift, true): return ".sequentiallyConsistent"
      case (.swift, false): return isStore ? ".releasing" : ".acquiring"
      }
    }
    let found = try rules(in: Self.entry(choice.language, order), choice.language)
    if choice.isStrong.allSatisfy({ $0 }) {
      #expect(found.isEmpty)
    } else {
      #expect(found.contains("store-buffering-needs-seqcst"))
      let isMixed = [(0, 3), (1, 2)].contains { choice.isStrong[$0] != choice.isStrong[$1] }
      #expect(found.contains("seqcst-mixed-on-one-atomic") == isMixed)
    }
  }

  private static func entry(_ language: Language, _ order: (Int) -> String) -> String {
    switch language {
    case .c, .cpp:
      """
      #include <stdatomic.h>
      static atomic_int left, right;
      static int shared;
      void work_left(void) {
        atomic_store_explicit(&left, 1, \(order(0)));
        if (atomic_load_explicit(&right, \(order(1))) == 0) { shared++; }
      }
      void work_right(void) {
        atomic_store_explicit(&right, 1, \(order(2)));
        if (atomic_load_explicit(&left, \(order(3))) == 0) { shared++; }
      }
      """
    case .swift:
      """
      import Synchronization
      final class Entry: Sendable {
        let left = Atomic<Bool>(false)
        let right = Atomic<Bool>(false)
        nonisolated(unsafe) var shared = 0
        func workLeft() {
          left.store(true, ordering: \(order(0)))
          if !right.load(ordering: \(order(1))) { shared += 1 }
        }
        func workRight() {
          right.store(true, ordering: \(order(2)))
          guard !left.load(ordering: \(order(3))) else { return }
          shared += 1
        }
      }
      """
    }
  }

  struct Fences: Sendable, CustomTestStringConvertible {
    var left: String
    var right: String
    var access: String
    var isSound: Bool
    var testDescription: String { "\(left) \(right) \(access)" }
  }

  /// Which fences between store and load are enough, [atomics.order]/4.
  static let fences = [
    Fences(left: "seq_cst", right: "seq_cst", access: "relaxed", isSound: true),
    Fences(left: "seq_cst", right: "none", access: "seq_cst", isSound: true),
    Fences(left: "seq_cst", right: "none", access: "relaxed", isSound: false),
    Fences(left: "acq_rel", right: "acq_rel", access: "relaxed", isSound: false),
    Fences(left: "seq_cst", right: "acq_rel", access: "relaxed", isSound: false),
  ]

  @Test(arguments: fences)
  func `a seq_cst fence on each side is enough`(fences: Fences) throws {
    let fence = { (order: String) in
      order == "none" ? "" : "atomic_thread_fence(memory_order_\(order));"
    }
    let source = """
      #include <stdatomic.h>
      #include <stdbool.h>
      static atomic_int left, right;
      bool enter_left(void) {
        atomic_store_explicit(&left, 1, memory_order_relaxed);
        \(fence(fences.left))
        return atomic_load_explicit(&right, memory_order_relaxed) == 0;
      }
      bool enter_right(void) {
        atomic_store_explicit(&right, 1, memory_order_\(fences.access));
        \(fence(fences.right))
        return atomic_load_explicit(&left, memory_order_\(fences.access)) == 0;
      }
      """
    let found = try rules(in: source, .c)
    #expect(found == (fences.isSound ? [] : ["store-buffering-needs-seqcst"]))
  }
}
