// origin: own; a value is exchanged beside a release of something else, which is told once
#include <stdatomic.h>

static int result;
static atomic_int state, progress;

int finish(int value) {
  result = value;
  atomic_store_explicit(&progress, 100, memory_order_release);
  // expect@+1: pairing-object-mismatch "acquire exchange of 'state'"
  return atomic_exchange_explicit(&state, 2, memory_order_acquire);
}

int collect(void) {
  return atomic_load_explicit(&state, memory_order_acquire) == 2 ? result : -1;
}
