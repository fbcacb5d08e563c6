// origin: a wrapper that derives the failure order from the order it is given
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int highest;

static inline bool raise_to(int old, int new, int mo) {
  return __atomic_compare_exchange_n(
      (int *)&highest, &old, new, false, mo,
      mo == __ATOMIC_RELEASE || mo == __ATOMIC_RELAXED ? __ATOMIC_RELAXED : __ATOMIC_ACQUIRE);
}

bool raise_one(int old) { return raise_to(old, old + 1, __ATOMIC_RELAXED); }
