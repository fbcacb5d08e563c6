// origin: own; work is counted down beside a release of something else, which is told once
#include <stdatomic.h>

static int result;
static atomic_int pending = 1, progress;

void work(int value) {
  result = value;
  atomic_store_explicit(&progress, 100, memory_order_release);
  atomic_fetch_sub_explicit(&pending, 1, memory_order_relaxed);  // expect: pairing-object-mismatch "'progress'"
}

int collect(void) {
  while (atomic_load_explicit(&pending, memory_order_acquire) > 0) {}
  return result;
}
