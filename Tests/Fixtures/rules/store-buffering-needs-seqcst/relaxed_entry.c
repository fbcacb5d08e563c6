// origin: Dekker's entry, all relaxed, into a section that touches plain data
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;
int inside;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);  // expect: store-buffering-needs-seqcst
  if (atomic_load_explicit(&right, memory_order_relaxed)) return false;
  inside++;
  return true;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_relaxed);
  if (atomic_load_explicit(&left, memory_order_relaxed)) return false;
  inside++;
  return true;
}
