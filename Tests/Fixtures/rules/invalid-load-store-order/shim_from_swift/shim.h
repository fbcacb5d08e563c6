// origin: Swift reaches an invalid order only through a C shim
// orders: LOAD = acquire release; STORE = acquire release
#ifndef SHIM_H
#define SHIM_H
#include <stdatomic.h>

struct shim_counter { atomic_long value; };

static inline long shim_counter_load(struct shim_counter *c) {
  return atomic_load_explicit(&c->value, LOAD);  // expect[LOAD=release]: invalid-load-store-order
}

void shim_counter_store(struct shim_counter *c, long value);

#endif
