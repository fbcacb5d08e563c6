// origin: own; the loop goes on from the node that the failed exchange found, and looks into it first.
// orders: FAILURE = relaxed acquire; GUARD = none acquire
#include <stdatomic.h>
#include <stddef.h>

struct node {
  struct node *next;
  long tag;
};
static _Atomic(struct node *) top;

int push_once(struct node *n) {
  struct node *head = atomic_load_explicit(&top, memory_order_acquire);
  do {
    atomic_thread_fence(GUARD);
    if (head && head->tag == n->tag) return 0;
    n->next = head;
  } while (!atomic_compare_exchange_weak_explicit(  // expect[FAILURE=relaxed,GUARD=none]: cas-failure-value-dereferenced
      &top, &head, n, memory_order_release, FAILURE));
  return 1;
}
