import MemoryModel

/// The part of a thread that goes into a scenario.
struct Slice {
  var thread: ThreadTrace
  /// Items kept, in program order. Reads that are left out have unknown values.
  var items: [Int]
  /// Taken as true at the end: "and the reader accepts".
  var acceptance: Value?
  /// Writes whose value is replaced by a fresh one, so that readers can tell it from others.
  var opaqueWrites: Set<Int> = []
  /// Objects that stand for locations of their own: the elements of an array that matter.
  var elements: [Value: MemoryLocation] = [:]
}

extension Slice {
  /// Leaves out plain accesses to other objects of the kind that the item accesses.
  mutating func keepOnlyObject(of access: Int) {
    guard let place = thread.places[access] else { return }
    items.removeAll { item in
      guard thread.items[item].isPlainAccess, let other = thread.places[item] else { return false }
      return other.location.overlaps(place.location) && other.object.base != place.object.base
    }
  }
}

/// A scenario cut from the program, with the way back to it.
struct CutScenario: Sendable {
  var scenario: Scenario
  var threads: [ThreadTrace]
  var variables: [MemoryLocation: Variable]

  static func origin(thread: Int, item: Int) -> Int { thread << 20 | item }

  /// The thread and item of a step or event, if it stands for code.
  func item(of origin: Int?) -> (thread: Int, item: Int)? {
    guard let origin, origin >= 0 else { return nil }
    let thread = origin >> 20
    let item = origin & 0xFFFFF
    guard threads.indices.contains(thread), threads[thread].items.indices.contains(item) else {
      return nil
    }
    return (thread, item)
  }

  /// The register that holds what an item read.
  static func register(_ item: Int) -> Register { Register("r\(item)") }
}
