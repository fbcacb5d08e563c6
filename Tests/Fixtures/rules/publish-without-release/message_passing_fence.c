// origin: MP with a fence in the writer, [atomics.fences]/2-4
// orders: FENCE = none acquire release acq_rel seq_cst; LOAD = acquire seq_cst
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_thread_fence(FENCE);
  atomic_store_explicit(&ready, 1, memory_order_relaxed);  // expect[FENCE=none|acquire]: publish-without-release
}

int consume(void) { return atomic_load_explicit(&ready, LOAD) ? data : -1; }
