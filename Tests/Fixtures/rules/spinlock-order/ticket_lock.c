// origin: ticket lock
// orders: SERVED = relaxed acquire; NEXT = relaxed release
#include <stdatomic.h>

struct ticket_lock { atomic_uint next, serving; };

void ticket_acquire(struct ticket_lock *l) {
  unsigned mine = atomic_fetch_add_explicit(&l->next, 1, memory_order_relaxed);
  while (atomic_load_explicit(&l->serving, SERVED) != mine) {}  // expect[SERVED=relaxed]: spinlock-order
}

void ticket_release(struct ticket_lock *l) {
  unsigned now = atomic_load_explicit(&l->serving, memory_order_relaxed);
  atomic_store_explicit(&l->serving, now + 1, NEXT);  // expect[NEXT=relaxed]: spinlock-order
}
