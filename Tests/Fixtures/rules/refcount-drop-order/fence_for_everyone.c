// origin: the acquire fence may stand before the branch
// expect: nothing
#include <stdatomic.h>
#include <stdlib.h>

struct object { atomic_int references; };

void object_release(struct object *o) {
  int before = atomic_fetch_sub_explicit(&o->references, 1, memory_order_release);
  atomic_thread_fence(memory_order_acquire);
  if (before == 1) free(o);
}
