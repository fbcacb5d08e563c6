// A case whose raw value is 0 is not nil; cases compare in their order, and raw values are found again.
// run: holds
// replace "gate.passed.wrappingAdd(1" "gate.passed.wrappingAdd(2": fails assertionFailure
// replace "case .open: return .closed" "case .open: return nil": fails assertionFailure
// replace "Code(rawValue: 0)!" "Code(rawValue: 3)!": fails assertionFailure
import Synchronization

enum Door: UInt8, AtomicRepresentable {
  case closed, open, locked

  var next: Door? {
    switch self {
    case .closed: return .locked
    case .open: return .closed
    case .locked: return nil
    }
  }
}
enum Level: Comparable { case low, middle, high }
enum Code: Int { case failed = -1, done, more }

final class Gate: Sendable {
  let door = Atomic<Door>(.open)
  let passed = Atomic<Int>(0)
}
struct Seen {
  var door: Door?
  var level = Level.low
}
let gate = Gate()
var seen = Seen()

func pass() {
  if gate.door.exchange(.closed, ordering: .acquiringAndReleasing) == .open {
    gate.passed.wrappingAdd(1, ordering: .relaxed)
  }
}
// orderlint:thread
func one() { pass() }
// orderlint:thread
func two() { pass() }
// orderlint:final
func check() {
  precondition(gate.passed.load(ordering: .relaxed) == 1)
  precondition(seen.door == nil && seen.level == .low)
  seen.door = gate.door.load(ordering: .relaxed)
  precondition(seen.door != nil && seen.door == .closed)
  guard let next = Door.open.next else { preconditionFailure() }
  precondition(next == .closed && next.rawValue == 0 && next.rawValue &- 1 == 255)
  precondition(Door.locked.next == nil && (Door.locked.next ?? .closed) == .closed)
  switch seen.door {
  case .closed?: break
  default: preconditionFailure()
  }
  precondition(seen.level < .middle && Level.middle < .high && !(Level.high < seen.level))
  precondition(Code(rawValue: 7) == nil && Code(rawValue: -1) == .failed)
  precondition(Code(rawValue: 0)! == .done && Code.failed.rawValue == -1)
}
