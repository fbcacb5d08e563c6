// origin: the loser uses the winner's node
#include <stdatomic.h>
#include <stddef.h>

struct node {
  struct node *next;
  int value;
};
_Atomic(struct node *) first;

int winner(struct node *n) {
  struct node *found = NULL;
  // expect@+1: cas-failure-value-dereferenced
  if (atomic_compare_exchange_strong_explicit(
          &first, &found, n, memory_order_release, memory_order_relaxed))
    return n->value;
  return found->value;  // note: "the memory is read here"
}
