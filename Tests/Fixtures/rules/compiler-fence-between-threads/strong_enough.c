// origin: a barrier for the compiler beside orders that do the work
// expect: nothing
#include <stdatomic.h>

static int data;
static atomic_int ready;

void produce(int value) {
  data = value;
  atomic_signal_fence(memory_order_seq_cst);
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return -1;
  __asm__ __volatile__("" ::: "memory");
  return data;
}
