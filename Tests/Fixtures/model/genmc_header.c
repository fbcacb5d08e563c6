// Programs for GenMC, where its header is not installed.
// run -DN=2: holds
// run -DN=2 -DWRONG: fails assertionFailure
#include <assert.h>
#include <genmc.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int x;

static void *run(void *argument) {
  int old = __VERIFIER_speculative_read(atomic_load(&x)), r = 0;
  __VERIFIER_optional(old++);
  __VERIFIER_assume(old < 2);
  __VERIFIER_helping_CAS(atomic_compare_exchange_strong(&x, &r, 1););
  return argument;
}

int main(void) {
  __VERIFIER_thread_t threads[N];
  for (int i = 0; i < N; i++) threads[i] = __VERIFIER_spawn(run, NULL);
  for (int i = 0; i < N; i++) __VERIFIER_join(threads[i]);
#ifdef WRONG
  assert(x == 2);
#else
  assert(x == 1);
#endif
}
