// origin: MP with a fence in the writer; hernanponcedeleon/Dat3M#165
// orders: FENCE = relaxed release
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_thread_fence(FENCE);  // expect[FENCE=relaxed]: no-op-fence "'data' is not ordered with 'ready'"
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
