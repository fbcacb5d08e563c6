/// One event of an execution graph. All but the reads-from edge of a revisited read is settled when
/// the event is added; a revisited read becomes a new label. An update is one event that both
/// reads and writes.
struct Label: Sendable {
  var thread: Int
  /// Position in the thread's program order.
  var position = 0
  /// Index of the operation that made the event.
  var operation: Int
  /// The cell accessed, or -1.
  var slot = -1
  /// The allocated object accessed, made or freed, or -1.
  var object = -1
  var isRead = false
  var isWrite = false
  /// Of an access.
  var isAtomic = false
  var isFence = false
  /// Whether it is in the total order S.
  var isOrdered = false
  var acquires = false
  var releases = false
  /// The one of several possible results that an event has when nothing makes it have another:
  /// false for a spurious failure, and for a choice of all but the first value.
  var isDefault = true
  var isSpawn = false
  /// The thread that a join waits for, or -1.
  var joined = -1
  /// A lock that found the mutex taken: the thread never goes on.
  var isBlocking = false
  var valueRead = 0
  var valueWritten = 0
  /// The write a read reads from, or `ExecutionGraph.initialWrite`.
  var source = ExecutionGraph.initialWrite
  // When the reading and the writing side were added. An event without the side in question
  // uses `added`.
  var added = 0
  var writeAdded = 0
  /// Where the state of the thread after the event is.
  var state = 0
  /// The last release fence up to and including this event, and the last one in S; -1 if none.
  var releaseFence = -1
  var orderedFence = -1

  // Of identical threads (`Explorer+Symmetry.swift`):
  /// The event of the thread's twin that this one is compared with; -1 if there is none.
  var twin = -1
  /// Whether it is as that one, as all events before it are.
  var isTied = false
  /// Which cell it is of which object that its own thread allocated; 0 if of none.
  var ownCell = 0
  /// Of a spawn: the same for threads that start with the same call.
  var startKey = -1

  var isUpdate: Bool { isRead && isWrite }
}

/// The vector clocks of an event: for each thread, how many of its events are in the set. All sets
/// are closed under program order.
enum ClockKind: Int {
  /// What happens before the event, and the event itself.
  case happensBefore
  /// Predecessors by sb ∪ rf, and the event itself. With identical threads, what an event is
  /// compared with precedes it, too.
  case prefix
  /// What synchronizes with a read that acquires this write, and what happens before that.
  case release
  /// What synchronizes with an acquire fence that directly follows this event.
  case pending
  /// What strongly happens before the event, and the event itself.
  case stronglyHappensBefore
  /// As `release` and `pending`, for edges between events in S.
  case orderedRelease
  case orderedPending

  static let countWithoutTotalOrder = 4
  static let countWithTotalOrder = 7
}
