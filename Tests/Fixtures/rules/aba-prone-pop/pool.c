// origin: Treiber 1986; pmodels/argobots#178
#include <stdatomic.h>
#include <stdlib.h>

struct node { struct node *next; int value; };
static _Atomic(struct node *) top;

void push(int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  n->next = atomic_load_explicit(&top, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(
    &top, &n->next, n, memory_order_release, memory_order_relaxed)) {
  }
}

int pop(void) {
  struct node *n = atomic_load_explicit(&top, memory_order_acquire);
  while (n && !atomic_compare_exchange_weak_explicit(  // expect: aba-prone-pop "does not notice that the head was popped"
    &top, &n, n->next, memory_order_acquire, memory_order_acquire)) {
  }
  if (!n) return -1;
  int value = n->value;
  free(n);
  return value;
}
