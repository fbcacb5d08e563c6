// origin: a relaxed look before a seq_cst exchange that decides
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool taken;

bool take(void) {
  if (atomic_load_explicit(&taken, memory_order_relaxed)) return false;
  return !atomic_exchange_explicit(&taken, true, memory_order_seq_cst);
}
