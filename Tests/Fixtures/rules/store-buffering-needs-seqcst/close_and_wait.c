// origin: a close that waits for those who got in, who enter if they do not see it
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct session { atomic_bool closing; atomic_int inside; char *data; };

bool enter(struct session *s) {
  atomic_fetch_add_explicit(&s->inside, 1, memory_order_acq_rel);  // expect: store-buffering-needs-seqcst
  if (atomic_load_explicit(&s->closing, memory_order_acquire)) {
    atomic_fetch_sub_explicit(&s->inside, 1, memory_order_release);
    return false;
  }
  return true;
}

void finish(struct session *s) {
  atomic_store_explicit(&s->closing, true, memory_order_release);
  while (atomic_load_explicit(&s->inside, memory_order_acquire) != 0) {}
  free(s->data);
}
