// origin: every try reads again, with acquire
// expect: nothing
#include <stdatomic.h>
#include <stddef.h>

struct block {
  struct block *next;
};
struct heap {
  _Atomic(struct block *) returned;
};

void give_back(struct heap *h, struct block *b) {
  struct block *first = atomic_load_explicit(&h->returned, memory_order_relaxed);
  do {
    b->next = first;
  } while (!atomic_compare_exchange_weak_explicit(
      &h->returned, &first, b, memory_order_release, memory_order_relaxed));
}

int count_reloading(struct heap *h) {
  struct block *b;
  do {
    b = atomic_load_explicit(&h->returned, memory_order_acquire);
  } while (!atomic_compare_exchange_weak_explicit(
      &h->returned, &b, NULL, memory_order_relaxed, memory_order_relaxed));
  int n = 0;
  for (; b; b = b->next) n++;
  return n;
}
