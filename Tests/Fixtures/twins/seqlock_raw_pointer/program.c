#include <stdatomic.h>
#include <stdbool.h>

struct shm_lock {
  _Atomic(unsigned) *seq;
};

void write_lock(struct shm_lock *l) {
  unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
  atomic_store_explicit(l->seq, n + 1, memory_order_release);
}

void write_unlock(struct shm_lock *l) {
  unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
  atomic_store_explicit(l->seq, n + 1, memory_order_release);
}

unsigned read_begin(struct shm_lock *l) {
  unsigned n;
  do {
    n = atomic_load_explicit(l->seq, memory_order_acquire);
  } while ((n & 1) != 0);
  return n;
}

bool read_validate(struct shm_lock *l, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(l->seq, memory_order_relaxed) == begin;
}
