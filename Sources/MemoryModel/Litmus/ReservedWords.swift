/// Words that cannot be names in a herd file or in a C program that `LitmusFile` writes.
enum ReservedWords {
  static func contains(_ name: String) -> Bool {
    words.contains(name) || name.hasSuffix("_t") || isBeginning(of: name)
  }

  /// Whether nothing that is appended makes the name one's own.
  static func isBeginning(of name: String) -> Bool {
    isThread(name) || prefixes.contains { name.hasPrefix($0) }
  }

  /// `P0`, and what begins like the copies of a thread's registers: `P0_r0`.
  private static func isThread(_ name: String) -> Bool {
    guard name.hasPrefix("P") else { return false }
    let digits = name.dropFirst().prefix { $0.isNumber }
    let rest = name.dropFirst(1 + digits.count)
    return !digits.isEmpty && (rest.isEmpty || rest.hasPrefix("_"))
  }

  /// Of the library's functions and macros, and of what we call the values that are expected.
  private static let prefixes = [
    "atomic_", "memory_order", "pthread_", "PTHREAD_", "ATOMIC_", "mtx_", "thrd_", "cnd_", "sched_",
    "SCHED_", "clock_", "CLOCK_", "timer_", "TIMER_", "CPU_", "CLONE_", "expected_P",
  ]

  private static let words = Set(
    keywords + herd + ours
      + [
        // <stddef.h>, <assert.h>, <stdatomic.h>
        "NULL", "offsetof", "assert", "static_assert", "kill_dependency", "NDEBUG",
        // What <pthread.h> includes: <time.h>, <sched.h>
        "time", "clock", "difftime", "mktime", "strftime", "strptime", "gmtime", "localtime",
        "asctime", "ctime", "gmtime_r", "localtime_r", "asctime_r", "ctime_r", "timegm",
        "timelocal", "dysize", "nanosleep", "timespec_get", "timespec_getres", "getdate",
        "getdate_r", "getdate_err", "stime", "tzname", "tzset", "timezone", "daylight", "clone",
        "unshare", "getcpu", "setns", "adjtimex", "TIME_UTC",
        // Macros that compilers define.
        "linux", "unix", "i386",
      ])

  private static let keywords = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
    "unsigned", "void", "volatile", "while", "asm", "typeof", "typeof_unqual", "bool", "true",
    "false", "nullptr", "alignas", "alignof", "constexpr", "thread_local", "complex", "noreturn",
  ]

  private static let herd = [
    "atomic", "exists", "forall", "locations", "filter", "lock", "unlock", "not", "and", "or",
    "final", "with", "observed", "NOP", "nop", "oa", "PA", "tag",
  ]

  /// Of the program around the threads.
  private static let ours = ["main", "expected", "unused", "threads"]
}
