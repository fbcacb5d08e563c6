// origin: an exchange that hands memory over
#include <stddef.h>

struct node { int value; };
struct slot { struct node *node; };

void put(struct slot *s, struct node *n, int value) {
  n->value = value;
  (void)__sync_lock_test_and_set(&s->node, n);  // expect: c-sync-builtin-half-barrier
}

int take(struct slot *s) {
  struct node *n = __atomic_exchange_n(&s->node, NULL, __ATOMIC_ACQ_REL);
  return n ? n->value : -1;
}
