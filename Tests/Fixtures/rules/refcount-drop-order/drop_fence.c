// origin: the release drop with an acquire fence on the last one, as in Boost and Linux
// orders: FENCE = none acquire acq_rel seq_cst
#include <stdatomic.h>
#include <stdlib.h>

struct buffer {
  atomic_int references;
  int sum;
};

void buffer_release(struct buffer *b) {
  // expect@+1[FENCE=none]: refcount-drop-order
  if (atomic_fetch_sub_explicit(&b->references, 1, memory_order_release) == 1) {
    atomic_thread_fence(FENCE);
    free(b);
  }
}
