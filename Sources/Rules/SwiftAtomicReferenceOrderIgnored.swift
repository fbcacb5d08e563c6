import MemoryModel
import OrderLint

/// A handshake relies on seq_cst at an atomic strong reference, which does not give it.
public struct SwiftAtomicReferenceOrderIgnored: Rule {
  public static let description = RuleDescription(
    id: "swift-atomic-reference-order-ignored",
    summary: "A handshake relies on seq_cst at a strong reference of swift-atomics",
    rationale: """
      The package swift-atomics takes every order of an operation on a strong reference \
      (`ManagedAtomic<Node>` where `Node` is an `AtomicReference`) for acquire-release, and \
      `.sequentiallyConsistent` too. Two threads that each write one atomic and then look at the \
      other's can miss each other although all four operations say `.sequentiallyConsistent`. A fence \
      between the two operations of each thread helps, whatever the reference does.
      """,
    severity: .warning,
    knownLimits: """
      Only classes that are seen to conform to AtomicReference count. C has no such references.
      """,
    references: [
      "apple/swift-atomics#3", "swift-atomics 1.3, AtomicReference.swift",
      "C++20 [atomics.order]/4",
    ],
    triggering: [
      .swift(
        ReferenceExamples.handshake(
          retire: """
              ↓slot.store(nil, ordering: .sequentiallyConsistent)
              return readers.load(ordering: .sequentiallyConsistent) == 0
            """,
          enter: """
              readers.store(1, ordering: .sequentiallyConsistent)
              return slot.load(ordering: .sequentiallyConsistent) != nil
            """))
    ],
    clean: [
      .swift(
        ReferenceExamples.handshake(
          retire: """
              slot.store(nil, ordering: .releasing)
              atomicMemoryFence(ordering: .sequentiallyConsistent)
              return readers.load(ordering: .relaxed) == 0
            """,
          enter: """
              readers.store(1, ordering: .relaxed)
              atomicMemoryFence(ordering: .sequentiallyConsistent)
              return slot.load(ordering: .acquiring) != nil
            """))
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.unheededHandshakes.compactMap { finding(for: $0, in: context) }
  }

  private func finding(for shape: Handshake, in context: RuleContext) -> Finding? {
    let accesses = shape.accesses
    guard
      let place = accesses.filter({ $0.item.isOnReference })
        .min(by: { $0.item.range < $1.item.range })
    else { return nil }
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: .isIgnored(shape, in: context),
      range: place.item.range, function: context.functionName(of: place.item),
      notes: shape.notes,
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "the reference's operations are acquire-release, whatever order they are given",
          conclusion: shape.conclusion)),
      repair: repair(shape, in: context),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func repair(_ shape: Handshake, in context: RuleContext) -> Repair? {
    guard shape.isMendedByFences(in: context) else { return nil }
    let lines = shape.sides.enumerated().map { thread, side in
      "\(shape.cut.item(thread, side.decision).range.start.line)"
    }
    let fence = MemoryOrder.sequentiallyConsistent.fenceSpelling(in: .swift)
    return Repair(
      summary: "\(fence) before the reads on lines \(lines.joined(separator: " and "))",
      isChecked: true)
  }
}

extension String {
  fileprivate static func isIgnored(_ shape: Handshake, in context: RuleContext) -> String {
    let references = zip([shape.first, shape.second], [0, 1]).filter { _, thread in
      shape.cut.item(thread, shape.sides[thread].announcement).isOnReference
    }.map { "'\($0.0)'" }
    let names = references.isEmpty ? "the reference" : references.joined(separator: " and ")
    return
      "\(shape.parties(in: context)) can both miss each other: \(names) is an atomic strong reference, and swift-atomics "
      + "takes '.sequentiallyConsistent' for acquire-release there"
  }
}

private enum ReferenceExamples {
  static func handshake(retire: String, enter: String) -> String {
    """
    import Atomics
    final class Node: AtomicReference { let value = 0 }
    let slot = ManagedAtomic<Node?>(nil)
    let readers = ManagedAtomic<Int>(0)
    func retire() -> Bool {
    \(retire)
    }
    func enter() -> Bool {
    \(enter)
    }
    """
  }
}
