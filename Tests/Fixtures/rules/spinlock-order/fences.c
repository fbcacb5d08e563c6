// origin: the same lock with fences
// expect: nothing
#include <stdatomic.h>

struct spinlock { atomic_int word; };

void spin_lock(struct spinlock *l) {
  while (atomic_exchange_explicit(&l->word, 1, memory_order_relaxed)) {}
  atomic_thread_fence(memory_order_acquire);
}

void spin_unlock(struct spinlock *l) {
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&l->word, 0, memory_order_relaxed);
}
