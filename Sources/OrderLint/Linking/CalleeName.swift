/// What the name of a function that is called says about waiting, pausing and ending objects.
struct CalleeName {
  /// The name in lower case.
  private let bytes: [UInt8]

  init(_ name: String) {
    bytes = name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  private struct Parts {
    let parts: [[UInt8]]

    init(_ parts: String...) { self.parts = parts.map { Array($0.utf8) } }
  }

  private func says(_ parts: Parts) -> Bool {
    parts.parts.contains { NameWords.contains($0, in: bytes) }
  }

  /// The function gives up the processor, or sleeps, and no more.
  var isPause: Bool { isSpinHint || says(Self.pauses) }
  private static let pauses = Parts("yield", "sleep", "backoff", "switchtothread", "delay")

  /// The function tells the processor that it spins, and keeps the processor.
  var isSpinHint: Bool { says(Self.hints) }
  private static let hints = Parts("relax", "pause", "spinhint", "spin_hint", "nop")

  /// The function makes all threads of the process pass a barrier: with it, the others need none that
  /// the processor sees (membarrier(2), `FlushProcessWriteBuffers`).
  var isProcessBarrier: Bool { says(Self.processBarriers) }
  private static let processBarriers = Parts("membarrier", "flushprocesswritebuffers")

  /// The function ends an object's life.
  var endsObject: Bool { says(Self.ends) }
  private static let ends = Parts("free", "destroy", "delete", "fini", "dealloc", "release")

  /// The function may wait for another thread, or for something that one does.
  var mayWait: Bool { says(Self.mayWaits) }
  private static let mayWaits = Parts(
    "wait", "poll", "select", "recv", "read", "accept", "pop", "dequeue", "lock", "mutex", "cond",
    "sem", "futex", "join", "barrier", "queue", "take", "acquire", "signal", "notify", "sync",
    "atomic", "load", "loop", "dispatch", "event", "process", "block", "park", "get", "next")

  /// The function's name has a word for waiting in it: only then does it wait for a thread.
  var mayWaitForThread: Bool { says(Self.threadWaits) }
  private static let threadWaits = Parts("join", "wait")
}
