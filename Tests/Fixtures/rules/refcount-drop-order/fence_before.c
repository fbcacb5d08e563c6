// origin: a release fence before a relaxed drop, [atomics.fences]/2
// orders: BEFORE = none acquire release seq_cst; AFTER = none acquire seq_cst
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; };

void object_release(struct object *o) {
  atomic_thread_fence(BEFORE);
  // expect@+2[BEFORE=none|acquire]: refcount-drop-order
  // expect@+1[BEFORE=release|seq_cst, AFTER=none]: refcount-drop-order
  if (atomic_fetch_sub_explicit(&o->references, 1, memory_order_relaxed) != 1) return;
  atomic_thread_fence(AFTER);
  free(o);
}
