// origin: a wrapper that forwards one order to both parameters; nim-lang/Nim#26027
// orders: CLAIM = relaxed acquire release acq_rel
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int owner;

static inline bool replace(int seen, int with, memory_order order) {
  return atomic_compare_exchange_strong_explicit(&owner, &seen, with, order, order);
}

bool claim(void) { return replace(0, 1, CLAIM); }  // expect[CLAIM=release|acq_rel]: invalid-cas-failure-order
