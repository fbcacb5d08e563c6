// origin: MCS lock (Mellor-Crummey and Scott 1991)
// orders: TAIL = release acq_rel
#include <stdatomic.h>
#include <stddef.h>

struct waiter {
  _Atomic(struct waiter *) next;
  atomic_int waits;
};
struct queue_lock { _Atomic(struct waiter *) tail; };

void queue_lock_acquire(struct queue_lock *lock, struct waiter *self) {
  atomic_store_explicit(&self->next, NULL, memory_order_relaxed);
  atomic_store_explicit(&self->waits, 1, memory_order_relaxed);
  struct waiter *before =
      atomic_exchange_explicit(&lock->tail, self, TAIL);  // expect[TAIL=release]: rmw-missing-half "the node it takes the place of"
  if (before == NULL) return;
  atomic_store_explicit(&before->next, self, memory_order_release);
  while (atomic_load_explicit(&self->waits, memory_order_acquire)) continue;
}

void queue_lock_release(struct queue_lock *lock, struct waiter *self) {
  struct waiter *next = atomic_load_explicit(&self->next, memory_order_acquire);
  if (next == NULL) {
    struct waiter *expected = self;
    if (atomic_compare_exchange_strong_explicit(
            &lock->tail, &expected, NULL, memory_order_release, memory_order_relaxed))
      return;
    while ((next = atomic_load_explicit(&self->next, memory_order_acquire)) == NULL) continue;
  }
  atomic_store_explicit(&next->waits, 0, memory_order_release);
}
