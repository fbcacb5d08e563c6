// origin: a fast path that fails is followed by a slow one
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

struct mutex { atomic_int state; };

static void lock_slow(struct mutex *m) {
  while (atomic_exchange_explicit(&m->state, 2, memory_order_acquire) != 0) {
  }
}

void mutex_lock(struct mutex *m) {
  int free_state = 0;
  if (!atomic_compare_exchange_weak_explicit(
        &m->state, &free_state, 1, memory_order_acquire, memory_order_relaxed)) {
    lock_slow(m);
  }
}

void mutex_unlock(struct mutex *m) {
  atomic_store_explicit(&m->state, 0, memory_order_release);
}
