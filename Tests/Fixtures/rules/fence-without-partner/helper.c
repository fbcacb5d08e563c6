// origin: a fence in a helper acts through what its callers access
// expect: nothing
#include <stdatomic.h>

static int data;
static atomic_int ready;
static int copies;

static void publish_barrier(void) { atomic_thread_fence(memory_order_release); }

void produce(int value) {
  data = value;
  copies = value;
  publish_barrier();
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
}

int consume(void) {
  if (!atomic_load_explicit(&ready, memory_order_acquire)) return -1;
  return data + copies;
}
