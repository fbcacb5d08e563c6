// origin: Boost.Atomic, reference counting example
// orders: DROP = relaxed acquire release acq_rel seq_cst; FENCE = none acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; int value; };

void object_retain(struct object *o) {
  atomic_fetch_add_explicit(&o->references, 1, memory_order_relaxed);
}

void object_release(struct object *o) {
  // expect@+2[DROP=relaxed|acquire]: refcount-drop-order
  // expect@+1[DROP=release, FENCE=none|release]: refcount-drop-order
  if (atomic_fetch_sub_explicit(&o->references, 1, DROP) == 1) {
    atomic_thread_fence(FENCE);
    free(o);
  }
}
