// origin: wrappers pass on the orders of their callers, which are constants
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

struct counter { atomic_int value; };
static const memory_order usual = memory_order_relaxed;

int counter_get(struct counter *c, memory_order order) {
  return atomic_load_explicit(&c->value, order);
}

static inline bool counter_swap(struct counter *c, int old, int new, memory_order order) {
  memory_order failure = order == memory_order_seq_cst ? order : memory_order_relaxed;
  return atomic_compare_exchange_strong_explicit(&c->value, &old, new, order, failure);
}

int now(struct counter *c) { return counter_get(c, memory_order_acquire); }
int some_time(struct counter *c) { return counter_get(c, usual); }
bool reset(struct counter *c) { return counter_swap(c, 1, 0, memory_order_acq_rel); }

int constant_local(struct counter *c) {
  const memory_order order = memory_order_relaxed;
  return atomic_load_explicit(&c->value, order);
}
