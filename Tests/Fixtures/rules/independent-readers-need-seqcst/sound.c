// origin: seq_cst loads forbid it whatever the stores are, and so do fences between the loads
// orders: LOAD = seq_cst relaxed; FENCE = seq_cst
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool left, right;

void arrive_left(void) { atomic_store_explicit(&left, true, memory_order_seq_cst); }
void arrive_right(void) { atomic_store_explicit(&right, true, memory_order_seq_cst); }

bool left_was_first(void) {
  if (!atomic_load_explicit(&left, memory_order_seq_cst)) return false;
  atomic_thread_fence(FENCE);
  return !atomic_load_explicit(&right, LOAD);
}

bool right_was_first(void) {
  if (!atomic_load_explicit(&right, memory_order_seq_cst)) return false;
  atomic_thread_fence(FENCE);
  return !atomic_load_explicit(&left, LOAD);
}
