// origin: an order that depends on a condition, here and in a caller of a wrapper
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int state;
static memory_order configured = memory_order_acquire;

static inline int load(memory_order order) { return atomic_load_explicit(&state, order); }
static inline int twice(memory_order order) { return load(order) + load(order); }

int direct(bool is_fast) {
  // expect@+1: order-not-constant "order of this load of 'state' is chosen"
  return atomic_load_explicit(&state, is_fast ? memory_order_relaxed : memory_order_acquire);
}

int through_wrapper(bool is_fast) {
  memory_order order = memory_order_acquire;
  if (is_fast) order = memory_order_relaxed;
  return load(order);  // expect: order-not-constant "given to 'load' is chosen at run time"
}

int from_memory(void) {
  return twice(configured);  // expect: order-not-constant "given to 'twice' is read from 'configured'"
}

void configure(memory_order order) { configured = order; }
