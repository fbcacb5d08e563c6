// origin: the reader looks at what is released
// expect: nothing
#include <stdatomic.h>

static int data;
static atomic_int generation, ready;

void produce(int value) {
  data = value;
  atomic_store_explicit(&generation, 1, memory_order_relaxed);
  atomic_store_explicit(&ready, 1, memory_order_release);
}

int consume(void) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return -1;
  return atomic_load_explicit(&generation, memory_order_relaxed) ? data : 0;
}
