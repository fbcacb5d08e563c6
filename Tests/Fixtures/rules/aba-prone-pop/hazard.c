// origin: Michael 2004: the node is announced before its next is used
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node { struct node *next; };
static _Atomic(struct node *) top;
static _Atomic(struct node *) held[16];

void push(struct node *n) {
  struct node *head = atomic_load(&top);
  do {
    n->next = head;
  } while (!atomic_compare_exchange_weak(&top, &head, n));
}

struct node *pop(int me) {
  for (;;) {
    struct node *n = atomic_load(&top);
    if (n == NULL) return NULL;
    atomic_store(&held[me], n);
    if (atomic_load(&top) != n) continue;
    struct node *next = n->next;
    if (atomic_compare_exchange_strong(&top, &n, next)) return n;
  }
}
