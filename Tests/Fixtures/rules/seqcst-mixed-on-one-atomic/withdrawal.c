// origin: Dekker's entry; taking an announcement back needs no more than release
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_seq_cst);
  return atomic_load_explicit(&right, memory_order_seq_cst) == 0;
}

void leave_left(void) { atomic_store_explicit(&left, 0, memory_order_release); }

bool enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_seq_cst);
  return atomic_load_explicit(&left, memory_order_seq_cst) == 0;
}

void leave_right(void) { atomic_store_explicit(&right, 0, memory_order_release); }
