// origin: a counter is reset beside the flag; nobody meant to publish by it
#include <stdatomic.h>

static int data;
static atomic_int done, ready;

void finish(int value) {
  data = value;
  done = 0;
  atomic_store_explicit(&ready, 1, memory_order_relaxed);  // expect: publish-without-release
}

int result(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
