// origin: a release fence acts for the write that comes next
// expect: nothing
#include <stdatomic.h>

int data;
atomic_int busy, ready;

void produce(int value) {
  atomic_store_explicit(&busy, 1, memory_order_relaxed);
  data = value;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
