// origin: every other function of the family is a full barrier
// expect: nothing
#include <stddef.h>

struct node { int value; };
struct slot { struct node *node; };

void put(struct slot *s, struct node *n, int value) {
  n->value = value;
  while (!__sync_bool_compare_and_swap(&s->node, NULL, n)) {}
}

int take(struct slot *s) {
  struct node *n = s->node;
  if (n && __sync_bool_compare_and_swap(&s->node, n, NULL)) return n->value;
  return -1;
}
