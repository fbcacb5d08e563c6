// What is taken from a counter is computed from a plain look at the counter itself.
// origin: rotating rate counters that keep the last period
#include <stdatomic.h>

struct rate {
  unsigned last;
  unsigned now;
};

void count(struct rate *rate) { __atomic_fetch_add(&rate->now, 1, __ATOMIC_RELAXED); }

void rotate(struct rate *rate, unsigned first) {
  __atomic_store_n(
      &rate->last,
      __atomic_fetch_sub(&rate->now, rate->now - first, __ATOMIC_RELAXED),  // expect: atomic-twice-in-expression "operand of its own update"
      __ATOMIC_RELAXED);
}

atomic_int budget;
void spend(int part) { atomic_fetch_sub(&budget, part); }
void halve(void) {
  atomic_fetch_sub_explicit(
      &budget, atomic_load_explicit(&budget, memory_order_relaxed) / 2, memory_order_relaxed);
  // expect@-1: atomic-twice-in-expression "operand of its own update"
}
