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
}
