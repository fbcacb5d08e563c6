// origin: dora-rs/dora#3288, cameron314/readerwriterqueue#172
// orders: BEFORE = none release; AFTER = release acq_rel
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_thread_fence(BEFORE);
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  atomic_thread_fence(AFTER);  // expect[BEFORE=none]: fence-on-wrong-side
}

int consume(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
