// origin: one fence after a relaxed spin, [atomics.fences]/4; llvm/llvm-project#213845
// orders: FENCE = none acquire release acq_rel seq_cst
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}  // expect[FENCE=none|release]: guard-load-without-acquire
  atomic_thread_fence(FENCE);
  return data;
}
