// origin: own; one more is counted in two steps while others count down, and nothing else is changed
#include <stdatomic.h>

struct batch {
  atomic_uint open;
  atomic_uint closed;
};

void one_more(struct batch *b) {
  unsigned count = atomic_load_explicit(&b->open, memory_order_relaxed);
  atomic_store_explicit(&b->open, count + 1, memory_order_relaxed);  // expect: load-store-not-rmw
}

void one_less(struct batch *b) {
  if (atomic_fetch_sub_explicit(&b->open, 1, memory_order_acq_rel) == 1) {
    atomic_store_explicit(&b->closed, 1, memory_order_release);
  }
}
