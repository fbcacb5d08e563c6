// orders: LINK = relaxed release; NEXT = relaxed acquire
// origin: own; a queue lock whose nodes are all atomic: the next owner's flag is set before it is cleared
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct waiter {
  _Atomic(struct waiter *) behind;
  atomic_bool parked;
};

struct queue_lock {
  _Atomic(struct waiter *) last;
};

void queue_lock_enter(struct queue_lock *lock, struct waiter *me) {
  atomic_store_explicit(&me->parked, true, memory_order_relaxed);
  atomic_store_explicit(&me->behind, NULL, memory_order_relaxed);
  struct waiter *ahead = atomic_exchange_explicit(&lock->last, me, memory_order_acq_rel);
  if (!ahead) return;
  atomic_store_explicit(&ahead->behind, me, LINK);  // expect[LINK=relaxed]: publish-without-release "stores to 'parked' may be overwritten"
  while (atomic_load_explicit(&me->parked, memory_order_acquire)) continue;
}

void queue_lock_leave(struct queue_lock *lock, struct waiter *me) {
  struct waiter *next = atomic_load_explicit(&me->behind, NEXT);  // expect[NEXT=relaxed]: guard-load-without-acquire "then stored to 'parked'"
  if (!next) {
    struct waiter *self = me;
    if (atomic_compare_exchange_strong_explicit(
            &lock->last, &self, NULL, memory_order_release, memory_order_relaxed))
      return;
    while (!(next = atomic_load_explicit(&me->behind, memory_order_acquire))) continue;
  }
  atomic_store_explicit(&next->parked, false, memory_order_release);
}
