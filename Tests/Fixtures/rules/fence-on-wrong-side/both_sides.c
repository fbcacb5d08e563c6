// origin: both fences wrong, torn frames on a Jetson; dora-rs/dora#3288
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);  // expect: fence-on-wrong-side
}

int consume(void) {
  atomic_thread_fence(memory_order_acquire);  // expect: fence-on-wrong-side
  return atomic_load_explicit(&ready, memory_order_relaxed) ? data : -1;
}
