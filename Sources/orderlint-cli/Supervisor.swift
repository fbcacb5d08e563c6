import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What earlier attempts at a run have shown about its files.
struct Attempt: Sendable {
  /// Files that made an attempt die or hang; they are left alone.
  var lost: Set<String> = []
  /// Files of which one did; they are read one at a time.
  var suspects: Set<String> = []
  /// Where the files that are being read are on record; nil when nobody watches.
  var journal: Journal?
  /// A directory for files that no run needs after it.
  var scratch: String?
}

/// Runs the command in a child process, so that a file on which a front end crashes or hangs costs
/// that file only: the child names the files it reads in shared memory, and another child does the
/// run again without the one that killed the first.
struct Supervisor {
  /// No file takes this many seconds.
  private static let secondsPerFile: Int64 = 60
  /// After so many lost files something else is wrong.
  private static let lossLimit = 50

  /// - Parameter body: the run; it must not write anything before it has read all files.
  static func run(_ body: (Attempt) -> RunStatus) -> Int32 {
    let scratch = makeScratch()
    defer { if let scratch { try? FileManager.default.removeItem(atPath: scratch) } }
    return run(Attempt(scratch: scratch), body)
  }

  /// Nil if there is nowhere to write; nothing depends on it but speed.
  private static func makeScratch() -> String? {
    let url = FileManager.default.temporaryDirectory.appending(path: "orderlint-\(UUID())")
    let isMade: ()? = try? FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    return isMade.map { url.path }
  }

  private static func run(_ first: Attempt, _ body: (Attempt) -> RunStatus) -> Int32 {
    #if os(Linux)
      // Swift hides fork, since threads do not survive it. There are none yet.
      guard let symbol = dlsym(nil, "fork"), let journal = Journal() else {
        return body(first).rawValue
      }
      let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
      var attempt = first
      attempt.journal = journal
      outlive(endings)
      while attempt.lost.count < lossLimit {
        let child = fork()
        if child < 0 { return body(first).rawValue }
        if child == 0 {
          for number in endings { signal(number, SIG_DFL) }
          silenceCrashReports()
          watch(journal, parent: getppid(), scratch: attempt.scratch)
          exit(body(attempt).rawValue)
        }
        if let code = exitCode(of: child) { return code }
        guard learn(from: journal, &attempt) else { break }
      }
      Console.standard.error("internal error: the analysis crashed; please report this")
      return RunStatus.internalError.rawValue
    #else
      return body(first).rawValue
    #endif
  }

  #if os(Linux)
    private static let endings = [SIGINT, SIGTERM]

    /// The signals end the child, and this process when it has cleaned up.
    private static func outlive(_ signals: [Int32]) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in }
      for number in signals { sigaction(number, &action, nil) }
    }

    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

    /// The parent says which file was lost. Whoever wants to know more sets `SWIFT_BACKTRACE`.
    private static func silenceCrashReports() {
      guard Terminal.variable("SWIFT_BACKTRACE") == nil else { return }
      for number in crashes { signal(number, SIG_DFL) }
    }

    /// Nil if the child crashed or was found hanging.
    private static func exitCode(of child: pid_t) -> Int32? {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 {
        guard errno == EINTR else { return RunStatus.internalError.rawValue }
        kill(child, SIGTERM)
      }
      let signal = status & 0x7F
      if signal == 0 { return (status >> 8) & 0xFF }
      // What hangs is killed.
      return crashes.contains(signal) || signal == SIGKILL ? nil : 128 + signal
    }

    /// Takes the files on record for suspects, a single one for guilty; false if there is none.
    private static func learn(from journal: Journal, _ attempt: inout Attempt) -> Bool {
      let files = Set(journal.entries.map(\.file)).subtracting(attempt.lost)
      journal.clear()
      if files.count == 1 { attempt.lost.formUnion(files) }
      attempt.suspects.formUnion(files)
      return !files.isEmpty
    }

    /// Ends this process when a file hangs or when nobody waits for the result any more.
    private static func watch(_ journal: Journal, parent: pid_t, scratch: String?) {
      Parallel.detach {
        while true {
          usleep(500_000)
          if getppid() != parent {
            if let scratch { try? FileManager.default.removeItem(atPath: scratch) }
            _exit(RunStatus.internalError.rawValue)
          }
          let limit = Int64(time(nil)) - secondsPerFile
          guard let oldest = journal.entries.map(\.start).min(), oldest < limit else { continue }
          journal.keepOnly(startedUntil: oldest)
          kill(getpid(), SIGKILL)
        }
      }
    }
  #endif
}
