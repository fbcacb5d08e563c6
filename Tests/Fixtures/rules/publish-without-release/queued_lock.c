// origin: own, after the queue lock of Mellor-Crummey and Scott: each waiter has a node, and stores to
// that of its neighbour
// orders: LEAVE = relaxed release; LAST = relaxed release; WAIT = relaxed acquire
#include <stdatomic.h>
#include <stddef.h>

struct waiter { _Atomic(struct waiter *) next; atomic_int locked; };
static _Atomic(struct waiter *) tail;
static int data;

static void acquire(struct waiter *me) {
  atomic_store_explicit(&me->next, NULL, memory_order_relaxed);
  atomic_store_explicit(&me->locked, 1, memory_order_relaxed);
  struct waiter *before = atomic_exchange_explicit(&tail, me, memory_order_acq_rel);
  if (before) {
    atomic_store_explicit(&before->next, me, memory_order_release);
    while (atomic_load_explicit(&me->locked, WAIT)) {}  // expect[WAIT=relaxed]: guard-load-without-acquire
  }
}

static void leave(struct waiter *me) {
  struct waiter *after = atomic_load_explicit(&me->next, memory_order_acquire);
  if (!after) {
    struct waiter *expected = me;
    if (atomic_compare_exchange_strong_explicit(  // expect[LAST=relaxed]: publish-without-release
            &tail, &expected, NULL, LAST, memory_order_relaxed))
      return;
    while (!(after = atomic_load_explicit(&me->next, memory_order_acquire))) {}
  }
  atomic_store_explicit(&after->locked, 0, LEAVE);  // expect[LEAVE=relaxed]: publish-without-release
}

void add(struct waiter *me) {
  acquire(me);
  data++;
  leave(me);
}
