// origin: a relaxed look, then an acquire that takes; refuted alarm crossbeam-rs/crossbeam#1064
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

void put(struct node *n) {
  n->value = 1;
  atomic_store_explicit(&slot, n, memory_order_release);
}

int take(void) {
  if (!atomic_load_explicit(&slot, memory_order_relaxed)) return 0;
  struct node *n = atomic_exchange_explicit(&slot, NULL, memory_order_acquire);
  return n ? n->value : 0;
}
