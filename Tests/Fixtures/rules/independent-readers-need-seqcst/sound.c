// origin: seq_cst loads forbid it whatever the stores are, and so do fences between the loads
// orders: STORE = relaxed seq_cst; LOAD = relaxed seq_cst; FENCE = none seq_cst
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool left, right;

void arrive_left(void) { atomic_store_explicit(&left, true, STORE); }
void arrive_right(void) { atomic_store_explicit(&right, true, STORE); }

bool left_was_first(void) {
  // expect@+1[LOAD=relaxed, FENCE=none]: independent-readers-need-seqcst
  if (!atomic_load_explicit(&left, LOAD)) return false;
  atomic_thread_fence(FENCE);
  return !atomic_load_explicit(&right, LOAD);
}

bool right_was_first(void) {
  if (!atomic_load_explicit(&right, LOAD)) return false;
  atomic_thread_fence(FENCE);
  return !atomic_load_explicit(&left, LOAD);
}
