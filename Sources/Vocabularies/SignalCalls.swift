import OrderLint

/// The functions of C, of POSIX and of systems by which threads wait for each other without a lock:
/// semaphores, barriers and groups. Each is told in its first argument which one.
public enum SignalCalls {
  /// What a call of the function is to other threads.
  public static func role(of name: String) -> Event.Role? { roles[name] }

  /// What a call of a member of a class of the system is; the name may have labels.
  public static func role(ofMember name: String, of type: String) -> Event.Role? {
    let base = name.prefix { $0 != "(" }
    return members[type]?[String(base)]
  }

  private static let roles: [String: Event.Role] = {
    var table: [String: Event.Role] = [:]
    let groups: [(Event.Role, [String])] = [
      (
        .posts,
        [
          "sem_post", "dispatch_semaphore_signal", "dispatch_group_leave", "semaphore_signal",
          "ReleaseSemaphore", "SetEvent",
        ]
      ),
      (
        .waits,
        [
          "sem_wait", "sem_timedwait", "sem_clockwait", "sem_trywait", "dispatch_semaphore_wait",
          "dispatch_group_wait", "semaphore_wait", "WaitForSingleObject", "WaitForSingleObjectEx",
        ]
      ),
      (.meets, ["pthread_barrier_wait"]),
    ]
    for (role, names) in groups {
      for name in names { table[name] = role }
    }
    return table
  }()

  private static let members: [String: [String: Event.Role]] = [
    "DispatchSemaphore": ["wait": .waits, "signal": .posts],
    "DispatchGroup": ["wait": .waits, "leave": .posts],
  ]
}
