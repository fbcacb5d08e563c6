// origin: acq_rel read-modify-writes of one common object between store and load order the two sides
// orders: DUMMY = acquire release acq_rel
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right, dummy;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);  // expect[DUMMY!=acq_rel]: store-buffering-needs-seqcst
  atomic_fetch_add_explicit(&dummy, 0, DUMMY);
  return atomic_load_explicit(&right, memory_order_relaxed) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&dummy, 0, DUMMY);
  return atomic_load_explicit(&left, memory_order_relaxed) == 0;
}
