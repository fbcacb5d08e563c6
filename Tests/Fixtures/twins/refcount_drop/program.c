#include <stdatomic.h>
#include <stdlib.h>

struct buffer {
  atomic_int references;
  int length;
};

void buffer_retain(struct buffer *b) {
  atomic_fetch_add_explicit(&b->references, 1, memory_order_relaxed);
}

void buffer_release(struct buffer *b) {
  if (atomic_fetch_sub_explicit(&b->references, 1, memory_order_release) == 1) {
    atomic_thread_fence(memory_order_acquire);
    free(b);
  }
}
