// origin: a pusher that never dereferences the old head; matklad/once_cell#252
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node { struct node *next; int value; };
static _Atomic(struct node *) top;

void push(struct node *n) {
  struct node *head = atomic_load_explicit(&top, memory_order_relaxed);
  do {
    n->next = head;
  } while (!atomic_compare_exchange_weak_explicit(
      &top, &head, n, memory_order_release, memory_order_relaxed));
}

int pop_all(void) {
  int sum = 0;
  struct node *n = atomic_exchange_explicit(&top, NULL, memory_order_acquire);
  for (; n; n = n->next) sum += n->value;
  return sum;
}
