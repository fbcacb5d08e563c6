// origin: the write half of a read-modify-write publishes only with a release
// orders: EXCHANGE = relaxed acquire release acq_rel
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

void put(struct node *n) {
  n->value = 1;
  // expect@+1[EXCHANGE=acquire]: rmw-missing-half "acquire exchange of 'slot' does not release"
  atomic_exchange_explicit(&slot, n, EXCHANGE);  // expect[EXCHANGE=relaxed]: publish-without-release "relaxed exchange of 'slot'"
}

int take(void) {
  struct node *n = atomic_load_explicit(&slot, memory_order_acquire);
  return n ? n->value : 0;
}
