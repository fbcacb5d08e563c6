extension CalleeName {
  /// The function waits for another thread, or for what one does: `pthread_join`, `wait_for_all`. Not
  /// everything that is joined is a thread, and a list of those who wait waits for nobody.
  static func waitsForThread(_ name: String) -> Bool {
    guard CalleeName(name).mayWaitForThread else { return false }
    let words = NameWords.words(of: String(name.prefix { $0 != "(" }))
    if let join = words.lastIndex(of: "join") {
      let others = words[..<join] + words[(join + 1)...]
      return others.allSatisfy { joined.contains($0) }
    }
    guard let wait = words.lastIndex(of: "wait") else { return false }
    return wait + 1 == words.count || !waitingNouns.contains(words[wait + 1])
  }

  private static let joined: Set<String> = [
    "std", "thread", "threads", "pthread", "thrd", "jthread", "task", "tasks", "worker", "workers",
    "fiber", "job", "jobs", "pool", "all", "and", "wait", "timed", "try", "np", "async", "future",
    "boost", "qthread", "uv", "process", "child", "children", "group",
  ]
  private static let waitingNouns: Set<String> = [
    "list", "queue", "queues", "count", "counter", "time", "node", "entry", "head", "flag", "state",
    "stats", "name", "reason", "set", "table", "size",
  ]
}
