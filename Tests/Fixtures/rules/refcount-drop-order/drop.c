// origin: [util.smartptr.shared]: the last drop must see what every other owner did
// orders: DROP = relaxed acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdlib.h>

struct buffer {
  atomic_int references;
  int sum;
};

void buffer_retain(struct buffer *b) {
  atomic_fetch_add_explicit(&b->references, 1, memory_order_relaxed);
}

void buffer_release(struct buffer *b) {
  // expect@+1[DROP!=acq_rel|seq_cst]: refcount-drop-order
  if (atomic_fetch_sub_explicit(&b->references, 1, DROP) == 1) {
    free(b);  // note: "destroyed"
  }
}
