// origin: acidanthera/Lilu#93
// orders: FAILURE = relaxed acquire release acq_rel
#include <stdatomic.h>

static atomic_int total;

void add(int n) {
  int seen = atomic_load_explicit(&total, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(  // expect[FAILURE=release|acq_rel]: invalid-cas-failure-order
      &total, &seen, seen + n, memory_order_acq_rel, FAILURE)) {}
}
