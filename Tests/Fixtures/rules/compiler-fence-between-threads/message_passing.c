// origin: message passing with a barrier for the compiler on either side
#include <stdatomic.h>

static int data;
static atomic_int ready;

void produce(int value) {
  data = value;
  __asm__ __volatile__("" ::: "memory");  // expect: compiler-fence-between-threads
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) {
  while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
  atomic_signal_fence(memory_order_acquire);  // expect: compiler-fence-between-threads
  return data;
}
