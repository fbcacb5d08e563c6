// origin: store buffering (SB) with fences; only seq_cst fences on both sides help
// orders: LEFT = none acquire release acq_rel seq_cst; RIGHT = acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);  // expect[LEFT!=seq_cst]: store-buffering-needs-seqcst
  atomic_thread_fence(LEFT);
  return atomic_load_explicit(&right, memory_order_relaxed) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_relaxed);  // expect[LEFT=seq_cst, RIGHT!=seq_cst]: store-buffering-needs-seqcst
  atomic_thread_fence(RIGHT);
  return atomic_load_explicit(&left, memory_order_relaxed) == 0;
}
