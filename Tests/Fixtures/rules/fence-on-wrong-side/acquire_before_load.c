// origin: dora-rs/dora#3288, tud-zih-energy/lo2s#291
// orders: BEFORE = acquire acq_rel; AFTER = none acquire
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  atomic_thread_fence(BEFORE);  // expect[AFTER=none]: fence-on-wrong-side
  if (!atomic_load_explicit(&ready, memory_order_relaxed)) return -1;
  atomic_thread_fence(AFTER);
  return data;
}
