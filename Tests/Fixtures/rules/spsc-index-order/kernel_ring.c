// origin: one end of a ring whose other end is a device or a kernel
// orders: LOOK = relaxed acquire; GIVE = relaxed release
#include <stdatomic.h>
#include <stdbool.h>

struct ring { _Atomic unsigned *head, *tail; unsigned mask; int *slots; };

bool take(struct ring *r, int *value) {
  unsigned head = atomic_load_explicit(r->head, memory_order_relaxed);
  unsigned tail = atomic_load_explicit(r->tail, LOOK);  // expect[LOOK=relaxed]: spsc-index-order "relaxed read of the index"
  if (head == tail) return false;
  *value = r->slots[head & r->mask];
  atomic_store_explicit(r->head, head + 1, GIVE);  // expect[GIVE=relaxed]: spsc-index-order "relaxed store of the index"
  return true;
}
