// origin: MP with a fence in the reader
// orders: FENCE = relaxed acquire
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
  atomic_thread_fence(FENCE);  // expect[FENCE=relaxed]: no-op-fence "'data' is not ordered with 'ready'"
  return data;
}
