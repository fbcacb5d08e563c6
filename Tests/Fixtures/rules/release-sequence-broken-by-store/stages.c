// origin: C++20 [intro.races]/5 after P0982: a later plain atomic store is not in the release sequence
// orders: SECOND = relaxed release
#include <stdatomic.h>

int data;
atomic_int stage;

void produce(int value) {
  data = value;
  atomic_store_explicit(&stage, 1, memory_order_release);
  atomic_store_explicit(&stage, 2, SECOND);  // expect[SECOND=relaxed]: release-sequence-broken-by-store "relaxed store of 'stage'"
}

int consume(void) { return atomic_load_explicit(&stage, memory_order_acquire) >= 1 ? data : -1; }
