/// What programs for GenMC take from its header, for where that is not installed: macros for what
/// the checker has other names for, and hints that change no execution.
enum VerifierHeader {
  static func isMissing(_ error: UnitDiagnostic) -> Bool {
    error.isMissingHeader && error.message.contains("genmc.h'")
  }

  static func add(to source: inout ClangFrontend.UnitSource) {
    let path = "\(source.command.directory)/orderlint-genmc.h"
    source.texts.append((path, Array(text.utf8)))
    source.supplied += ["-include", path]
  }

  private static let text = """
    #include <pthread.h>
    #include <stdbool.h>
    #include <stddef.h>
    void __VERIFIER_assume(bool);
    int __VERIFIER_nondet_int(void);
    typedef pthread_t __VERIFIER_thread_t;
    #define __VERIFIER_spawn(f, a) \\
      ({ pthread_t _thread; pthread_create(&_thread, NULL, f, a); _thread; })
    #define __VERIFIER_spawn_symmetric(f, a, t) __VERIFIER_spawn(f, a)
    #define __VERIFIER_join(t) ({ void *_result; pthread_join(t, &_result); _result; })
    #define __VERIFIER_join_symmetric(t) pthread_join(t, NULL)
    #define __VERIFIER_local_write(s) do { s; } while (0)
    #define __VERIFIER_final_write(s) do { s; } while (0)
    #define __VERIFIER_helped_CAS(c) do { c; } while (0)
    #define __VERIFIER_helping_CAS(c) do { c; } while (0)
    #define __VERIFIER_final_CAS(c) (c)
    #define __VERIFIER_confirming_CAS(c) (c)
    #define __VERIFIER_speculative_read(c) (c)
    #define __VERIFIER_confirming_read(c) (c)
    #define __VERIFIER_optional(x) do { } while (0)
    typedef void *__VERIFIER_hp_t;
    void __VERIFIER_hazptr_retire(void *);
    #define __VERIFIER_hp_alloc() ((__VERIFIER_hp_t)0)
    #define __VERIFIER_hp_protect(h, p) __atomic_load_n((void **)(p), __ATOMIC_ACQUIRE)
    #define __VERIFIER_hp_clear(h) ((void)0)
    #define __VERIFIER_hp_free(h) ((void)0)
    #define __VERIFIER_hp_retire(p) __VERIFIER_hazptr_retire(p)

    """
}
