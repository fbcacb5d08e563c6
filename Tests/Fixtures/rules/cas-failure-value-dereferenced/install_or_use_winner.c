// origin: the loser of a race to install an object uses the winner's; matklad/once_cell#278
// orders: SUCCESS = release acq_rel; FAILURE = relaxed acquire
#include <stdatomic.h>
#include <stddef.h>

struct node { int value; };
static _Atomic(struct node *) slot;

int install(struct node *mine, int value) {
  struct node *seen = NULL;
  mine->value = value;
  if (atomic_compare_exchange_strong_explicit(&slot, &seen, mine, SUCCESS, FAILURE))  // expect[FAILURE=relaxed]: cas-failure-value-dereferenced
    return value;
  return seen->value;
}
