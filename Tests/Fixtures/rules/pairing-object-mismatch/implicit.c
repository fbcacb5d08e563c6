// origin: a counter is reset beside the flag; nobody meant to publish by it
#include <stdatomic.h>

static int data;
static atomic_int done, busy;

void finish(void) {
  data = 0;
  done = 0;
  atomic_store_explicit(&busy, 0, memory_order_relaxed);  // expect: publish-without-release
}

int start(int value) {
  if (atomic_load_explicit(&busy, memory_order_acquire)) return 0;
  data = value;
  return 1;
}
