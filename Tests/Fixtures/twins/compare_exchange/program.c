#include <stdatomic.h>
#include <stdbool.h>

atomic_int owner;
atomic_int count;

bool try_claim(void) {
  int expected = 0;
  return atomic_compare_exchange_strong_explicit(
      &owner, &expected, 1, memory_order_acquire, memory_order_relaxed);
}

void increment(void) {
  int old = atomic_load_explicit(&count, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(
      &count, &old, old + 1, memory_order_acq_rel, memory_order_relaxed)) {
  }
}
