// origin: facebook/rocksdb#1130: the value found is what the loop is about
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct node { struct node *next; };
static _Atomic(struct node *) top;
static atomic_int total, state, last;

void push(struct node *n) {
  struct node *head = NULL;
  do {
    n->next = head;
  } while (!atomic_compare_exchange_weak(&top, &head, n));
}

void add(int amount) {
  int seen = 0;
  while (!atomic_compare_exchange_weak(&total, &seen, seen + amount)) {
  }
}

int replace(int value) {
  int old = 0;
  while (!atomic_compare_exchange_weak(&last, &old, value)) {
  }
  return old;
}

int start(void) {
  int seen = 0;
  while (!atomic_compare_exchange_weak(&state, &seen, 1)) {
    if (seen == 2) return 0;
    seen = 0;
  }
  return 1;
}

void close_from_any_state(void) {
  int seen = atomic_load(&state);
  while (!atomic_compare_exchange_weak(&state, &seen, 3)) {
  }
}
