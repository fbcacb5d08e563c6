// origin: a drop by compare-exchange, as in a weak pointer's lock
// orders: DROP = relaxed release acq_rel
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; };

void object_release(struct object *o) {
  int before = atomic_load_explicit(&o->references, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(  // expect[DROP!=acq_rel]: refcount-drop-order
      &o->references, &before, before - 1, DROP, memory_order_relaxed)) {}
  if (before == 1) free(o);
}
