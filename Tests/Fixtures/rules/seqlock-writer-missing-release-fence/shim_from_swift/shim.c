// origin: the sequence lock in C, its payload in Swift
// orders: OPEN = relaxed release; FENCE = none release
#include "shim.h"

void shim_write_begin(struct shim_lock *l) {
  unsigned n = atomic_load_explicit(&l->seq, memory_order_relaxed);
  atomic_store_explicit(&l->seq, n + 1, OPEN);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
}

void shim_write_end(struct shim_lock *l) {
  unsigned n = atomic_load_explicit(&l->seq, memory_order_relaxed);
  atomic_store_explicit(&l->seq, n + 1, memory_order_release);
}

unsigned shim_read_begin(struct shim_lock *l) {
  unsigned n;
  do {
    n = atomic_load_explicit(&l->seq, memory_order_acquire);
  } while (n & 1);
  return n;
}

bool shim_read_ok(struct shim_lock *l, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&l->seq, memory_order_relaxed) == begin;
}
