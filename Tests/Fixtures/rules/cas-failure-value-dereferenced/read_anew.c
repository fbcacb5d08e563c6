// expect: nothing
// origin: own; what the failed exchange found is thrown away: each try reads and acquires.
#include <stdatomic.h>
#include <stddef.h>

struct node {
  struct node *next;
  long tag;
};
static _Atomic(struct node *) top;

int push_once(struct node *n) {
  for (;;) {
    struct node *head = atomic_load_explicit(&top, memory_order_acquire);
    if (head && head->tag == n->tag) return 0;
    n->next = head;
    if (atomic_compare_exchange_weak_explicit(
            &top, &head, n, memory_order_release, memory_order_relaxed)) {
      return 1;
    }
  }
}
