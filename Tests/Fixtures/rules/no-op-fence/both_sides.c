// origin: MP with fences on both sides; one no-op fence is enough to break it
// orders: OUT = relaxed release; IN = relaxed acquire
#include <stdatomic.h>

int data;
atomic_int ready;

void produce(int value) {
  data = value;
  atomic_thread_fence(OUT);  // expect[OUT=relaxed]: no-op-fence
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
  atomic_thread_fence(IN);  // expect[IN=relaxed]: no-op-fence
  return data;
}
