#include "seqlock.h"

void write_lock(struct shm_lock *lock) {
  uint32_t n = atomic_load_explicit(lock->seq, memory_order_relaxed);
  atomic_store_explicit(lock->seq, n + 1, memory_order_release);
}

void write_unlock(struct shm_lock *lock) {
  uint32_t n = atomic_load_explicit(lock->seq, memory_order_relaxed);
  atomic_store_explicit(lock->seq, n + 1, memory_order_release);
}

uint32_t read_begin(const struct shm_lock *lock) {
  uint32_t n;
  do {
    n = atomic_load_explicit(lock->seq, memory_order_acquire);
  } while (n & 1);
  return n;
}

bool read_validate(const struct shm_lock *lock, uint32_t begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(lock->seq, memory_order_relaxed) == begin;
}

void settings_write_begin(_Atomic(uint32_t) *seq) {
  uint32_t n = atomic_load_explicit(seq, memory_order_relaxed);
  atomic_store_explicit(seq, n + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
}

void settings_write_end(_Atomic(uint32_t) *seq) {
  uint32_t n = atomic_load_explicit(seq, memory_order_relaxed);
  atomic_store_explicit(seq, n + 1, memory_order_release);
}
