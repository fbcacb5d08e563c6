// origin: one attempt in a function of its own, repeated by everyone who calls it
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int total;

static bool attempt(int amount) {
  int seen = atomic_load_explicit(&total, memory_order_relaxed);
  return atomic_compare_exchange_weak_explicit(
    &total, &seen, seen + amount, memory_order_relaxed, memory_order_relaxed);
}

void add(int amount) {
  while (!attempt(amount)) {
  }
}

void add_twice(int amount) {
  for (int left = 2; left > 0;) {
    if (attempt(amount)) left--;
  }
}
