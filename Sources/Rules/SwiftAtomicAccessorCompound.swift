import MemoryModel
import OrderLint

/// A property whose accessors are atomic each is changed through both.
public struct SwiftAtomicAccessorCompound: Rule {
  public static let description = RuleDescription(
    id: "swift-atomic-accessor-compound",
    summary: "A compound assignment loads and stores an atomic or locked property",
    rationale: """
      `count += 1` on a property whose getter loads an atomic and whose setter stores it calls both: \
      what another thread writes between is lost, although each accessor is atomic. Offer an update \
      of the atomic, such as `wrappingAdd`, instead of a setter.
      """,
    severity: .warning,
    knownLimits: """
      Reported only if several threads are known to change the property: by an update elsewhere, or \
      because threads that run at the same time do so.
      """,
    references: ["Swift Evolution SE-0258", "Swift Evolution SE-0410"],
    triggering: [
      .swift(
        """
        import Synchronization
        final class Statistics: Sendable {
          private let storage = Atomic<Int>(0)
          var hits: Int {
            get { storage.load(ordering: .acquiring) }
            set { storage.store(newValue, ordering: .releasing) }
          }
        }
        func serve(_ statistics: Statistics) async {
          await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
              group.addTask { ↓statistics.hits += 1 }
            }
          }
        }
        """)
    ],
    clean: [
      .swift(
        """
        import Synchronization
        final class Statistics: Sendable {
          private let storage = Atomic<Int>(0)
          var hits: Int { storage.load(ordering: .relaxed) }
          func count() { storage.wrappingAdd(1, ordering: .relaxed) }
        }
        func serve(_ statistics: Statistics) async {
          await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
              group.addTask { statistics.count() }
            }
          }
        }
        """)
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.lostUpdates.filter { $0.isThroughProperty && $0.kind == .change }.map {
      let load = $0.cut.item(0, $0.load)
      let store = $0.cut.item(0, $0.store)
      var finding = $0.finding(
        of: Self.description.id, at: load, saying: $0.lostChange(.loads($0.location)), in: context)
      // The source has one operation, which calls both accessors.
      finding.range = store.calls.last ?? store.range
      return finding
    } + context.lockedCompounds.map(finding)
  }

  private func finding(for shape: LockedCompound) -> Finding {
    Finding(
      rule: Self.description.id, severity: .warning,
      message: "'\(shape.property)' is read and then written, each under the lock; a change that "
        + "another thread makes between is lost",
      range: shape.write, function: shape.function,
      notes: shape.read.start.line == shape.write.start.line
        ? [] : [Finding.Note("'\(shape.property)' is read here", at: shape.read)],
      evidence: .shape,
      repair: Repair(
        summary: "one method that takes the lock and changes '\(shape.property)' under it",
        isChecked: false),
      targets: Target.allCases)
  }
}

extension String {
  fileprivate static func loads(_ location: MemoryLocation) -> String {
    "the property is read and then written, each atomically; a change of '\(location)' that another "
      + "thread makes between is lost"
  }
}
