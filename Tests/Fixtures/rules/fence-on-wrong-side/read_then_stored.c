// expect: nothing
// origin: own; the fence is for what was read before the store: it is on the right side
#include <stdatomic.h>

atomic_int ready;
atomic_int seen;
int data;

void produce(void) {
  data = 1;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  if (!atomic_load_explicit(&ready, memory_order_relaxed)) return 0;
  atomic_store_explicit(&seen, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return data;
}

int was_seen(void) { return atomic_load_explicit(&seen, memory_order_relaxed); }
