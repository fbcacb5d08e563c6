// origin: what a failed exchange found is compared, or expected again: that needs no order
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node {
  struct node *next;
  int value;
};
_Atomic(struct node *) first;

void push(struct node *n) {
  struct node *old = atomic_load_explicit(&first, memory_order_relaxed);
  do {
    n->next = old;
  } while (!atomic_compare_exchange_weak_explicit(
      &first, &old, n, memory_order_release, memory_order_relaxed));
}

int is_mine(struct node *n) {
  struct node *found = NULL;
  if (atomic_compare_exchange_strong_explicit(
          &first, &found, n, memory_order_release, memory_order_relaxed))
    return 1;
  return found == n;
}
