// origin: Michael and Scott's queue: whoever comes next moves the tail on
// expect: nothing
#include <stdatomic.h>
#include <stdlib.h>

struct node { _Atomic(struct node *) next; int value; };
static _Atomic(struct node *) tail;

void enqueue(struct node *n) {
  atomic_store_explicit(&n->next, NULL, memory_order_relaxed);
  for (;;) {
    struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
    struct node *next = atomic_load_explicit(&last->next, memory_order_acquire);
    if (next != NULL) {
      atomic_compare_exchange_weak(&tail, &last, next);
      continue;
    }
    if (atomic_compare_exchange_weak(&last->next, &next, n)) {
      atomic_compare_exchange_weak(&tail, &last, n);
      return;
    }
  }
}
