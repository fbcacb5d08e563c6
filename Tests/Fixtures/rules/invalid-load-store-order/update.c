// origin: a read-modify-write, and a fence, may have any order
// orders: ORDER = relaxed consume acquire release acq_rel seq_cst
// expect: nothing
#include <stdatomic.h>

static atomic_int x;

int both(void) {
  atomic_fetch_add_explicit(&x, 1, ORDER);
  return atomic_exchange_explicit(&x, 0, ORDER);
}
