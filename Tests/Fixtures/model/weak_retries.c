// A stack whose weak exchanges are tried again: as many executions as with strong ones.
// run: holds 20
// replace "compare_exchange_weak" "compare_exchange_strong": holds 20
// replace "n, memory_order_release" "n, memory_order_relaxed": fails dataRace
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
  int value;
  struct node *next;
};
static _Atomic(struct node *) top;

static void *push(void *argument) {
  struct node *n = malloc(sizeof *n);
  n->value = 1;
  n->next = atomic_load_explicit(&top, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(
      &top, &n->next, n, memory_order_release, memory_order_relaxed)) {}
  return argument;
}

static void *pop(void *argument) {
  struct node *old = atomic_load_explicit(&top, memory_order_acquire);
  while (old && !atomic_compare_exchange_weak_explicit(
      &top, &old, old->next, memory_order_acquire, memory_order_acquire)) {}
  if (old) old->value++;
  return argument;
}

int main(void) {
  pthread_t a, b, c;
  pthread_create(&a, NULL, push, NULL);
  pthread_create(&b, NULL, push, NULL);
  pthread_create(&c, NULL, pop, NULL);
}
