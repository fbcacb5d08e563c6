// origin: the only owner frees without a drop
#include <stdatomic.h>
#include <stdlib.h>

struct item { atomic_uint refcount; int value; };

void item_put(struct item *i) {
  if (atomic_load_explicit(&i->refcount, memory_order_relaxed) == 1) {  // expect: unique-check-relaxed "destroyed"
    free(i);
    return;
  }
  if (atomic_fetch_sub_explicit(&i->refcount, 1, memory_order_acq_rel) == 1) free(i);
}

void item_put_by_exchange(struct item *i) {
  unsigned one = 1;
  if (atomic_compare_exchange_strong_explicit(  // expect: unique-check-relaxed "compare-exchange of"
        &i->refcount, &one, 0, memory_order_release, memory_order_relaxed)) {
    free(i);
  }
}
