import ClangFrontend
import Foundation
import OrderLint
import Testing

/// What the build system that is not there would have defined.
struct ConfigurationTests {
  private func arguments(_ files: [String: String]) throws -> [String] {
    let workspace = try Workspace(files)
    return try workspace.commands().command(for: "a.c").arguments.filter { $0.hasPrefix("-D") }
  }

  @Test func whatHidesAtomicsIsDefined() throws {
    let text = """
      #ifndef GUARD
      #define GUARD
      #if defined(HAVE_STDATOMIC) && defined(__GNUC__)
      #include <stdatomic.h>
      #endif
      #ifndef USE_THREADS
      #define ADD(x) ((x)++)
      #else
      #define ADD(x) __atomic_add_fetch(&(x), 1, 0)
      #endif
      #endif
      """
    #expect(try arguments(["a.c": text]) == ["-DHAVE_STDATOMIC=1", "-DUSE_THREADS=1"])
  }

  @Test func whatFilesDefineUnderConditionsLeadsToTheConditions() throws {
    let header = """
      #ifdef PLATFORM_HAS_ATOMICS
      # define HAVE_ATOMICS 1
      #endif
      """
    let text = """
      #include "b.h"
      #if defined(HAVE_ATOMICS)
      void f(int *p) { __atomic_store_n(p, 1, 3); }
      #endif
      """
    #expect(try arguments(["a.c": text, "b.h": header]) == ["-DPLATFORM_HAS_ATOMICS=1"])
  }

  @Test(arguments: [
    // Seen by default, too.
    """
    #ifdef HAVE_FAST
    void f(int *p) { __atomic_store_n(p, 1, 3); }
    #else
    void f(int *p) { __sync_lock_release(p); }
    #endif
    """,
    // Another system.
    """
    #ifdef HAVE_WIN32_THREADS
    void f(int *p) { __atomic_store_n(p, 1, 3); }
    #endif
    """,
    // Defined in the file.
    """
    #define HAVE_ATOMICS 1
    #ifdef HAVE_ATOMICS
    void f(int *p) { __atomic_store_n(p, 1, 3); }
    #endif
    """,
    // Not understood.
    """
    #if VERSION == 3 || OTHER
    void f(int *p) { __atomic_store_n(p, 1, 3); }
    #endif
    """,
    // Left open, and closed without being open.
    "#ifdef A_B\n__atomic_store_n\n#if\n#elif\n#else\n",
    "#endif\n#else\n#elif X\n__atomic_store_n",
  ])
  func nothingElseIsDefined(text: String) throws {
    #expect(try arguments(["a.c": text]).filter { $0 != "-DA_B=1" } == [])
  }

  @Test(arguments: [
    ("!(defined(HAVE_A) && defined(HAVE_B))", []),
    ("((((defined(HAVE_A)))) && HAVE_B)", ["HAVE_A", "HAVE_B"]),
    ("defined(HAVE_A) // && defined(HAVE_B)", ["HAVE_A"]),
    ("defined(HAVE_A) && /* HAVE_C */ \\\n  defined(HAVE_B)", ["HAVE_A", "HAVE_B"]),
    ("!!HAVE_A", ["HAVE_A"]), ("HAVE_A > 0", ["HAVE_A"]), ("HAVE_A == 4", []),
    ("defined(HAVE_A) || defined(HAVE_B)", ["HAVE_A"]),
    ("HAVE_A == 4 || defined(HAVE_B)", []), ("HAVE_A ? HAVE_B : HAVE_C", []),
    ("defined(HAVE_A) && __GNUC__ >= 4 && __has_include(<stdatomic.h>)", ["HAVE_A"]),
    ("defined(HAVE_A) && GCC_AT_LEAST(4, 7)", []),
  ])
  func condition(text: String, names: [String]) throws {
    let source = "#if \(text)\nvoid f(int *p) { __atomic_store_n(p, 1, 3); }\n#endif\n"
    #expect(try arguments(["a.c": source]) == names.map { "-D\($0)=1" })
  }

  @Test func aMacroThatChoosesTheHeaderWithAtomicsIsDefined() throws {
    let choice = """
      #if defined(_MSC_VER)
      #include "deep/msvc_operations.h"
      #elif defined(LIB_BUILTIN_OPERATIONS)
      #\tinclude "deep/builtin_operations.h"
      #elif defined(LIB_OTHER_OPERATIONS)
      #\tinclude "deep/other_operations.h"
      #else
      #error "no operations for this compiler"
      #endif
      """
    let builtin = "static inline void put(int *p) { __atomic_store_n(p, 1, 3); }"
    let other = "static inline void put(int *p) { __sync_lock_release(p); }"
    let found = try arguments([
      "a.c": choice, "deep/builtin_operations.h": builtin, "deep/other_operations.h": other,
      "deep/msvc_operations.h": "void put(int *);",
    ])
    #expect(found == ["-DLIB_BUILTIN_OPERATIONS=1"])
  }

  @Test func anErrorIsNeverTheBranchThatIsMeant() throws {
    let text = """
      #ifdef USE_OLD
      #error "atomic operations are needed"
      void f(int *p) { __atomic_store_n(p, 1, 3); }
      #endif
      #ifndef USE_NEW
      #error "choose something"
      #endif
      #if defined(USE_FIRST)
      int atomic_first;
      #elif defined(USE_SECOND)
      #else
      #error "choose something"
      #endif
      """
    #expect(try arguments(["a.c": text]) == ["-DUSE_FIRST=1", "-DUSE_NEW=1"])
  }

  @Test(.timeLimit(.minutes(1)))
  func hostileConditionsTakeNoTime() throws {
    var text = ""
    for level in 0..<60 {
      let next = "LEVEL_\(level + 1)"
      text += "#if defined(\(next)) && defined(OTHER_\(next))\n#define LEVEL_\(level)\n#endif\n"
      text +=
        "#if defined(\(next)) && defined(MORE_\(next))\n#define OTHER_LEVEL_\(level)\n#endif\n"
      text += "#ifdef \(next)\n#define MORE_LEVEL_\(level)\n#endif\n"
    }
    text += String(repeating: "#ifdef LEVEL_0\n", count: 20_000) + "__atomic_store_n\n"
    text += String(repeating: "#endif\n", count: 20_000)
    text += "#if " + String(repeating: "(", count: 100_000) + "\n__atomic_store_n\n#endif\n"
    text += "#ifdef LEVEL_0\n__atomic_store_n\n#endif\n"
    #expect(try arguments(["a.c": text]) == [])
  }

  @Test func conditionsOfCodeOutOfUseStay() throws {
    for condition in ["0", "(0)", "false", "0 && defined(X)"] {
      let text =
        "#if \(condition) // unused\nint f(int *p) { return __atomic_load_n(p, 2); }\n#endif\n"
      #expect(try Workspace(["a.c": text]).frontendModule("a.c").functions == [])
    }
  }

  @Test func aFolderForOneSystemIncludesItsOwnHeaders() throws {
    let files = [
      "arm64/src/a.c": "#include <ring/port.h>\n", "arm64/include/ring/port.h": "int of_arm;",
      "x86/other/include/ring/port.h": "int of_x86;", "b.c": "#include <ring/port.h>\n",
    ]
    let commands = try Workspace(files).commands()
    let own = commands.command(for: "arm64/src/a.c").arguments
    #expect(own.contains { $0.hasSuffix("/arm64/include") })
    let others = commands.command(for: "b.c").arguments
    #expect(others.contains { $0.hasSuffix("/x86/other/include") })
  }

  @Test func attributesOfMissingHeadersLoseNoFunction() throws {
    let text = """
      #include "missing.h"
      LIB_EXPORT void (*hook)(void);
      void say(const char *format, ...) LIB_FORMAT(1, 2);
      LIB_INLINE int put(int *p) { __atomic_store_n(p, 1, 3); return 0; }
      void get(int *p) LIB_NONNULL(1)
      {
        say("", __atomic_load_n(p, 2));
      }
      """
    let module = try Workspace(["a.c": text]).frontendModule("a.c")
    #expect(module.functions.map(\.name) == ["put", "get"])
    #expect(module.problems.filter { $0.severity != .note } == [])
    #expect(IRText.print(module).contains(", acquire"))
  }

  @Test func headersThatTheBuildMakesAreMadeInMemory() throws {
    let workspace = try Workspace([
      "src/a.c": """
      #include "lib/config.h"
      void SYMBOL(f)(word *p) { __atomic_store_n(p, COUNT, 3); }
      """,
      "src/types.h": "typedef int word;",
    ])
    let template = """
      #undef HAVE_THREADS
      #cmakedefine COUNT @COUNT@
      #include "types@suffix@.h"
      #define SYMBOL(n) @prefix@_##n
      #ifndef COUNT
      #define COUNT 7
      #endif
      static int unused(void) { return 1; }
      """
    try workspace.write("src/lib/config.h.in", Data(template.utf8))
    try workspace.write("src/lib/other.c", Data("int other;".utf8))
    let module = try workspace.frontendModule("src/a.c")
    #expect(module.problems == [])
    #expect(module.functions.map(\.name) == ["prefix_f"])
    #expect(IRText.print(module).contains(":= 7, release"))
  }

  @Test func filesForOtherSystemsAreRead() throws {
    let text = """
      /* For one system only. */
      #include "missing.h"
      #if BACKEND_OTHER // set elsewhere
      void publish(int *p) { __atomic_store_n(p, 1, 3); }
      #endif
      """
    let module = try Workspace(["a.c": text]).frontendModule("a.c")
    #expect(module.functions.map(\.name) == ["publish"])
  }

  @Test func codeOutsideTheConditionLeavesItAlone() throws {
    let text = """
      #if BACKEND_WIN32
      void publish(int *p) { __atomic_store_n(p, 1, 3); }
      #endif
      void other(int *p) { __atomic_store_n(p, 1, 3); }
      """
    let module = try Workspace(["a.c": text]).frontendModule("a.c")
    #expect(module.functions.map(\.name) == ["other"])
  }

  @Test func locksBehindMissingHeadersStayLocks() throws {
    let text = """
      void f(int *p) {
        LOCK(&p[0]);
        __atomic_store_n(p, missing_order, 3);
        UNLOCK(&p[0]);
      }
      """
    let macros =
      "#define LOCK(l) do { if (take(l) != ok_result) fail(); } while (0)\n"
      + "#define UNLOCK(l) do { if (give(l) != ok_result) fail(); } while (0)\n"
    let module = try Workspace(["a.c": macros + text]).frontendModule("a.c")
    let kinds = module.functions.flatMap(\.blocks).flatMap(\.events).map(\.kind)
    let locks = kinds.count { if case .lock = $0 { true } else { false } }
    let unlocks = kinds.count { if case .unlock = $0 { true } else { false } }
    #expect(locks == 1 && unlocks == 1)
  }

  @Test(arguments: ["BLOCK", "CLOCK", "FLOCK", "UNBLOCK", "WITH_CLOCK", "LOCK_INIT", "SHERLOCK"])
  func notEveryLockIsOne(name: String) throws {
    #expect(try lockEvents(name) == [])
  }

  @Test(arguments: ["TRYLOCK", "MUTEX_TRY_LOCK"])
  func tryingIsNotLocking(name: String) throws {
    let events = try lockEvents(name)
    #expect(events.count == 1 && events[0].contains("try-lock &"))
  }

  private func lockEvents(_ name: String) throws -> [String] {
    let text = """
      #define \(name)(l) do { if (take(l) != ok_result) fail(); } while (0)
      void f(int *p) { \(name)(&p[0]); __atomic_store_n(p, 1, 3); }
      """
    return try body("f", of: text).split(separator: "\n").map(String.init)
      .filter { $0.contains("lock") && !$0.contains("not understood") }
  }
}
