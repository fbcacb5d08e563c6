// A stack whose top is a pointer with a count beside it, in one atomic of two words.
// run: holds 40
// run -DPUSH=memory_order_relaxed: fails assertionFailure repair "memory_order_release instead of relaxed"
// run -DPOP=memory_order_relaxed: fails assertionFailure repair "memory_order_acquire"
// run -DUNCOUNTED: fails assertionFailure
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#ifndef PUSH
#define PUSH memory_order_release
#endif
#ifndef POP
#define POP memory_order_acquire
#endif

struct node {
  int value;
  _Atomic(struct node *) next;
};
struct top {
  struct node *node;
  uintptr_t count;
};

static _Atomic(struct top) top;
static struct node nodes[2];

static void push(struct node *node) {
  struct top old = atomic_load_explicit(&top, memory_order_relaxed);
  struct top new;
  do {
    atomic_store_explicit(&node->next, old.node, memory_order_relaxed);
    new.node = node;
    new.count = old.count + 1;
  } while (!atomic_compare_exchange_strong_explicit(&top, &old, new, PUSH, memory_order_relaxed));
}

static struct node *pop(void) {
  struct top old = atomic_load_explicit(&top, POP);
  struct top new;
  do {
    if (old.node == NULL) return NULL;
    new.node = atomic_load_explicit(&old.node->next, memory_order_relaxed);
    new.count = old.count + 1;
  } while (!atomic_compare_exchange_strong_explicit(&top, &old, new, POP, POP));
  return old.node;
}

static void *work(void *argument) {
  struct node *node = argument;
  node->value = 7;
  push(node);
  struct node *taken = pop();
  assert(taken != NULL && taken->value == 7);
  return NULL;
}

int main(void) {
  struct top start = {NULL, 40};
  atomic_init(&top, start);
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, &nodes[i]);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  struct top end = atomic_load(&top);
#ifdef UNCOUNTED
  assert(end.node == NULL && end.count == 43);
#else
  assert(end.node == NULL && end.count == 44);
#endif
  return 0;
}
