// origin: the read half of a read-modify-write takes only with an acquire
// orders: EXCHANGE = relaxed acquire release acq_rel
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

void put(struct node *n) {
  n->value = 1;
  atomic_store_explicit(&slot, n, memory_order_release);
}

int take(void) {
  struct node *n = atomic_exchange_explicit(&slot, NULL, EXCHANGE);  // expect[EXCHANGE=relaxed|release]: rmw-missing-half "does not acquire"
  return n ? n->value : 0;
}
