// origin: nothing is passed on: the second flag guards nothing, or its readers look for themselves
// expect: nothing
#include <stdatomic.h>

static int data;
static atomic_int ready, go;

void produce(int value) {
  data = value;
  atomic_store_explicit(&ready, 1, memory_order_release);
}

void relay(void) {
  if (atomic_load_explicit(&ready, memory_order_relaxed)) {
    atomic_store_explicit(&go, 1, memory_order_release);
  }
}

int goes(void) { return atomic_load_explicit(&go, memory_order_acquire); }

int consume(void) {
  if (!atomic_load_explicit(&go, memory_order_acquire)) return -1;
  return atomic_load_explicit(&ready, memory_order_acquire) ? data : 0;
}
