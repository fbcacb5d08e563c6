// origin: an acquire load of the counter instead of a fence, as ThreadSanitizer needs it; google/sanitizers#1415
// orders: AGAIN = relaxed acquire
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; };

void object_release(struct object *o) {
  if (atomic_fetch_sub_explicit(&o->references, 1, memory_order_release) == 1) {  // expect[AGAIN=relaxed]: refcount-drop-order
    (void)atomic_load_explicit(&o->references, AGAIN);
    free(o);
  }
}
