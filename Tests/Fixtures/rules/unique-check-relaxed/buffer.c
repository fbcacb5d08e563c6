// origin: rust-lang/rust#51780, Arc::get_mut
// orders: CHECK = relaxed acquire; FENCE = none acquire
#include <stdatomic.h>
#include <stdlib.h>

struct buffer {
  atomic_int refs;
  int length;
  char *bytes;
};

void buffer_drop(struct buffer *b) {
  if (atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) == 1) free(b);
}

void buffer_append(struct buffer *b, char c) {
  if (atomic_load_explicit(&b->refs, CHECK) == 1) {  // expect[CHECK=relaxed,FENCE=none]: unique-check-relaxed
    atomic_thread_fence(FENCE);
    b->bytes[b->length++] = c;
  }
}
