// origin: own; a limit that is set at run time is no index: who sees a new count beside an old limit
// waits, and nothing is overrun
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_uint in_use;
static atomic_uint most = 100;

bool enter(void) {
  unsigned seen = atomic_load_explicit(&in_use, memory_order_relaxed);
  do {
    if (seen >= atomic_load_explicit(&most, memory_order_relaxed)) return false;
  } while (!atomic_compare_exchange_weak_explicit(
    &in_use, &seen, seen + 1, memory_order_relaxed, memory_order_relaxed));
  return true;
}

void leave(void) { atomic_fetch_sub_explicit(&in_use, 1, memory_order_relaxed); }

void allow(unsigned number) { atomic_store_explicit(&most, number, memory_order_relaxed); }
