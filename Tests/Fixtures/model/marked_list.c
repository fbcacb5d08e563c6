// Harris's list: a node is marked in the lowest bit of its own pointer before it is taken out.
// run: holds
// run -DBUG: fails assertionFailure
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdbool.h>
typedef struct node { int key; _Atomic uintptr_t next; } node;
#define MARKED(p) ((p) & (uintptr_t)1)
#define PTR(p) ((node *)((p) & ~(uintptr_t)1))
static node *head;
static node *mk(int key, node *next) { node *n = malloc(sizeof(node)); n->key = key; atomic_init(&n->next, (uintptr_t)next); return n; }
static bool insert(int key) {
  for (;;) {
    node *pred = head, *cur = PTR(atomic_load_explicit(&pred->next, memory_order_acquire));
    while (cur->key < key) { pred = cur; cur = PTR(atomic_load_explicit(&cur->next, memory_order_acquire)); }
    if (cur->key == key && !MARKED(atomic_load(&cur->next))) return false;
    node *n = mk(key, cur);
    uintptr_t e = (uintptr_t)cur;
    if (atomic_compare_exchange_strong_explicit(&pred->next, &e, (uintptr_t)n, memory_order_acq_rel, memory_order_acquire)) return true;
    free(n);
  }
}
static bool delete(int key) {
  for (;;) {
    node *pred = head, *cur = PTR(atomic_load_explicit(&pred->next, memory_order_acquire));
    while (cur->key < key) { pred = cur; cur = PTR(atomic_load_explicit(&cur->next, memory_order_acquire)); }
    if (cur->key != key) return false;
    uintptr_t next = atomic_load_explicit(&cur->next, memory_order_acquire);
    if (MARKED(next)) return false;
#ifndef BUG
    if (!atomic_compare_exchange_strong(&cur->next, &next, next | 1)) continue;
#endif
    uintptr_t e = (uintptr_t)cur;
    atomic_compare_exchange_strong(&pred->next, &e, next & ~(uintptr_t)1);
    return true;
  }
}
static void *t1(void *p) { assert(delete(10)); return 0; }
static void *t2(void *p) { assert(insert(15)); return 0; }
static bool contains(int key) {
  node *n = head;
  while (n->key < key) n = PTR(atomic_load(&n->next));
  return n->key == key && !MARKED(atomic_load(&n->next));
}
int main() {
  head = mk(-1, mk(10, mk(20, mk(1000, NULL))));
  pthread_t a, b;
  pthread_create(&a, 0, t1, 0); pthread_create(&b, 0, t2, 0);
  pthread_join(a, 0); pthread_join(b, 0);
  assert(contains(15) && contains(20));
}
