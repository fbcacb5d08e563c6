// origin: own, one read that is compared with two others: the first of them is told
#include <stdatomic.h>
#include <stdint.h>

struct queue { _Atomic int64_t reserved, read, freed; };

int reserve(struct queue *q, int64_t amount) {
  for (;;) {
    // expect@+1: snapshot-load-order "that of 'read'"
    int64_t end = atomic_load_explicit(&q->reserved, memory_order_relaxed);
    int64_t read = atomic_load_explicit(&q->read, memory_order_acquire);
    int64_t freed = atomic_load_explicit(&q->freed, memory_order_acquire);
    if ((end - read) + (end - freed) > amount) return 0;
    if (atomic_compare_exchange_strong_explicit(
          &q->reserved, &end, end + amount, memory_order_acq_rel, memory_order_relaxed)) {
      return 1;
    }
  }
}

void has_read(struct queue *q, int64_t amount) {
  int64_t done = atomic_load_explicit(&q->read, memory_order_relaxed);
  atomic_store_explicit(&q->read, done + amount, memory_order_release);
}

void has_freed(struct queue *q, int64_t amount) {
  int64_t done = atomic_load_explicit(&q->freed, memory_order_relaxed);
  atomic_store_explicit(&q->freed, done + amount, memory_order_release);
}
