// origin: the counter in C, the destruction in Swift
// orders: DROP = relaxed release acq_rel
#ifndef SHIM_H
#define SHIM_H
#include <stdatomic.h>
#include <stdbool.h>

struct shim_count { atomic_long value; };

static inline bool shim_count_drop(struct shim_count *c) {
  return atomic_fetch_sub_explicit(&c->value, 1, DROP) == 1;  // expect[DROP!=acq_rel]: refcount-drop-order
}

#endif
