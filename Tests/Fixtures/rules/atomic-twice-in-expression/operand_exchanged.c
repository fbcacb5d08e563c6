// expect: nothing
// origin: own; one step takes all there is; operands come from other objects, or from what was read before.
#include <stdatomic.h>

struct rate {
  unsigned last;
  unsigned now;
  unsigned step;
};

void count(struct rate *rate) { __atomic_fetch_add(&rate->now, 1, __ATOMIC_RELAXED); }

void rotate(struct rate *rate, unsigned first) {
  __atomic_store_n(
      &rate->last, __atomic_exchange_n(&rate->now, first, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
}

void advance(struct rate *rate) {
  __atomic_fetch_add(&rate->now, rate->step, __ATOMIC_RELAXED);
}
