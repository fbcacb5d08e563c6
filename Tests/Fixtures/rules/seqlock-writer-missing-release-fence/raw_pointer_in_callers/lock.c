// origin: design of the shared-memory sequence lock, counter behind a raw pointer
// orders: OPEN = relaxed release seq_cst
#include "lock.h"

void shm_lock_attach(struct shm_lock *l, _Atomic unsigned *seq) { l->seq = seq; }

void write_lock(struct shm_lock *l) {
  unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
  atomic_store_explicit(l->seq, n + 1, OPEN);  // expect: seqlock-writer-missing-release-fence "torn read"
}

void write_unlock(struct shm_lock *l) {
  unsigned n = atomic_load_explicit(l->seq, memory_order_relaxed);
  atomic_store_explicit(l->seq, n + 1, memory_order_release);
}

unsigned read_begin(struct shm_lock *l) {
  unsigned n;
  while ((n = atomic_load_explicit(l->seq, memory_order_acquire)) & 1) {
  }
  return n;
}

bool read_validate(struct shm_lock *l, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(l->seq, memory_order_relaxed) == begin;
}
