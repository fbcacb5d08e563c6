// origin: a free list of indices
#include <stdatomic.h>

static int next[64];
static atomic_int head;

void put(int slot) {
  int first = atomic_load_explicit(&head, memory_order_relaxed);
  do {
    next[slot] = first;
  } while (!atomic_compare_exchange_weak_explicit(
    &head, &first, slot, memory_order_release, memory_order_relaxed));
}

int take(void) {
  int first = atomic_load_explicit(&head, memory_order_acquire);
  while (first >= 0) {
    int second = next[first];
    if (atomic_compare_exchange_weak_explicit(  // expect: aba-prone-pop
          &head, &first, second, memory_order_acquire, memory_order_acquire)) {
      return first;
    }
  }
  return -1;
}
