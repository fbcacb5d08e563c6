// origin: own; the object says by a function in a field how it is freed
// orders: DROP = relaxed release acq_rel
#include <stdatomic.h>
#include <stdlib.h>

struct frame {
  struct frame *next;
  char *bytes;
  atomic_int users;
  void (*free_fn)(struct frame *);
};

void hold(struct frame *frame) {
  atomic_fetch_add_explicit(&frame->users, 1, memory_order_relaxed);
}

char first(struct frame *frame) { return frame->bytes[0]; }

unsigned drop(struct frame *frame) {
  unsigned count = 0;
  // expect@+1[DROP=relaxed|release]: refcount-drop-order
  while (frame && atomic_fetch_sub_explicit(&frame->users, 1, DROP) == 1) {
    struct frame *next = frame->next;
    frame->free_fn(frame);
    frame = next;
    count++;
  }
  return count;
}
