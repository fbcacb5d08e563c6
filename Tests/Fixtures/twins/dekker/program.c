#include <stdatomic.h>
#include <stdbool.h>

atomic_bool left, right;
int inside;

bool enter_left(void) {
  atomic_store_explicit(&left, true, memory_order_seq_cst);
  if (atomic_load_explicit(&right, memory_order_seq_cst)) {
    atomic_store_explicit(&left, false, memory_order_relaxed);
    return false;
  }
  inside = 1;
  return true;
}

bool enter_right(void) {
  atomic_store_explicit(&right, true, memory_order_release);
  if (atomic_load_explicit(&left, memory_order_acquire)) {
    atomic_store_explicit(&right, false, memory_order_relaxed);
    return false;
  }
  inside = 2;
  return true;
}
