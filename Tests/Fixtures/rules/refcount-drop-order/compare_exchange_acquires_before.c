// origin: the read that saw the last reference acquires the other owners' drops
// expect: nothing
#include <stdatomic.h>
#include <stdlib.h>
struct object { atomic_int references; };
void object_release(struct object *o) {
  int before = atomic_load_explicit(&o->references, memory_order_acquire);
  while (!atomic_compare_exchange_weak_explicit(&o->references, &before, before - 1, memory_order_release, memory_order_acquire)) {}
  if (before == 1) free(o);
}
