// origin: a read-modify-write of any order continues a release sequence, C++20 [intro.races]/5
// expect: nothing
#include <stdatomic.h>

int data;
atomic_int stage;

void produce(int value) {
  data = value;
  atomic_store_explicit(&stage, 1, memory_order_release);
}

void advance(void) {
  int expected = 1;
  atomic_compare_exchange_strong_explicit(
      &stage, &expected, 2, memory_order_relaxed, memory_order_relaxed);
}

int consume(void) { return atomic_load_explicit(&stage, memory_order_acquire) == 2 ? data : -1; }
