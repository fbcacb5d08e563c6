// origin: who fails to install an object uses the one that is there; matklad/once_cell#278
// orders: SUCCESS = relaxed release acq_rel; FAILURE = relaxed acquire
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

void put(struct node *n, int value) {
  n->value = value;
  atomic_store_explicit(&slot, n, memory_order_release);
}

int use(struct node *other) {
  struct node *seen = NULL;
  if (atomic_compare_exchange_strong_explicit(&slot, &seen, other, SUCCESS, FAILURE))  // expect[FAILURE=relaxed]: cas-failure-value-dereferenced "failed compare-exchange of 'slot'"
    return 0;
  return seen->value;
}
