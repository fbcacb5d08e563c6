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
  /// What calls do by which the two threads wait for each other.
  var signals: [Int: Signal] = [:]
  /// Of several objects of a kind that the thread accesses, the one that the other thread works on; the
  /// first, if nothing is said.
  var shared: [MemoryLocation: Value] = [:]
  /// What values that are not known are taken to be.
  var known: [Value: Int64] = [:]
  /// Taken as true just before items.
  var equalities: [Int: Equality] = [:]

  struct Equality {
    var value: Value
    var number: Int64
  }

  enum Signal {
    case post, wait
    /// The thread's barrier of that number, from 1.
    case meet(Int)
    /// A semaphore that both threads take and give back is a mutex.
    case lock, unlock
  }
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

extension Slice {
  /// Says which objects the two threads share, where one of them accesses its own and one that it found
  /// in an atomic: that is the other's own, as in a queue of waiting threads.
  static func pairObjects(_ first: inout Slice, _ second: inout Slice) {
    let objects = (first.objects, second.objects)
    for (location, mine) in objects.0 {
      guard let theirs = objects.1[location] else { continue }
      if let found = mine.found, theirs.found == nil { first.shared[location] = found }
      if let found = theirs.found, mine.found == nil { second.shared[location] = found }
    }
  }

  private struct Objects {
    var own: Value?
    /// One whose address the thread read from an atomic.
    var found: Value?
  }

  /// The objects of the atomic accesses, of locations at which there are several.
  private var objects: [MemoryLocation: Objects] {
    var result: [MemoryLocation: Objects] = [:]
    for item in items where thread.items[item].isAtomicAccess {
      guard let place = thread.places[item] else { continue }
      if case .result(let source) = place.object.base, thread.items[source].isAtomicAccess {
        result[place.location, default: Objects()].found = place.object
      } else {
        result[place.location, default: Objects()].own = place.object
      }
    }
    return result.filter { $0.value.own != nil }
  }

  /// Leaves out what only one of two threads accesses after both were cut short, and the branches on
  /// it: who else writes it is out of view, and so is what it may be.
  static func keepSharedOnly(_ first: inout Slice, _ second: inout Slice) {
    let shared = first.locations.intersection(second.locations)
    first.keep(at: shared)
    second.keep(at: shared)
  }

  private var locations: Set<MemoryLocation> { Set(items.compactMap(thread.location)) }

  private mutating func keep(at shared: Set<MemoryLocation>) {
    var kept: Set<Int> = []
    for item in items {
      if case .assume(let condition) = thread.items[item].kind {
        guard condition.decidingDependencies.isSubset(of: kept) else { continue }
      } else if let location = thread.location(at: item), !shared.contains(location) {
        continue
      }
      kept.insert(item)
    }
    items = kept.sorted()
  }
}

/// A scenario cut from the program, with the way back to it.
struct CutScenario: Sendable {
  var scenario: Scenario
  var threads: [ThreadTrace]
  var variables: [MemoryLocation: Variable]

  init(scenario: Scenario, threads: [ThreadTrace], variables: [MemoryLocation: Variable]) {
    self.scenario = scenario
    self.threads = threads
    self.variables = variables
  }

  /// The slices, run side by side.
  init(of slices: [Slice], in program: Program) {
    var builder = ScenarioBuilder(program: program, slices: slices)
    self = builder.build()
  }

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

extension ThreadTrace {
  /// The fence that the item is, or that the function it calls may be, as a step of a thread of a
  /// scenario; nil if it is none.
  func fenceStep(_ index: Int, as thread: Int = 0) -> Step? {
    if items[index].isBarrier { return Step(.fence(.sequentiallyConsistent)) }
    guard case .fence(let ordering, .thread) = items[index].kind else { return nil }
    return Step(
      .fence(ordering.assumedOrder), origin: CutScenario.origin(thread: thread, item: index))
  }

  /// The fences between two items.
  func fenceSteps(between first: Int, and last: Int, as thread: Int = 0) -> [Step] {
    guard first + 1 < last else { return [] }
    return ((first + 1)..<last).compactMap { fenceStep($0, as: thread) }
  }
}

extension Scenario.Thread {
  /// A thread that reads the value once it sees the word set, with the orders that takes.
  static func soundReader(of value: Variable, guardedBy word: Variable) -> Scenario.Thread {
    let seen = Register("seen")
    return Scenario.Thread(
      name: "a reader",
      steps: [
        Step(.load(seen, word, .atomic(.acquire))),
        Step(.assume(.binary(.notEqual, .register(seen), .constant(0)))),
        Step(.load(Register("value"), value, .plain)),
      ])
  }

  /// A thread that writes the value and then sets the word, with the orders that takes.
  static func soundWriter(
    of value: Variable, guardedBy word: Variable, access: AccessMode = .plain
  ) -> Scenario.Thread {
    Scenario.Thread(
      name: "a writer",
      steps: [
        Step(.store(value, .constant(1), access)),
        Step(.store(word, .constant(1), .atomic(.release))),
      ])
  }
}
