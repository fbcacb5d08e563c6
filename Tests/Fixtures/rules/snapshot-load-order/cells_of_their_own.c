// Both positions are called 'value': each has a cache line of its own.
// origin: reservation in a queue of many producers
// orders: RESERVED = relaxed acquire
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct reserve_line {
  _Alignas(64) _Atomic int64_t value;
};
struct read_line {
  _Alignas(64) _Atomic int64_t value;
};
struct queue {
  struct reserve_line *reserved;
  struct read_line *done;
  uint32_t capacity;
};

static size_t free_space(uint32_t capacity, int64_t reserved, int64_t done) {
  return (size_t)(capacity - (reserved - done));
}

int reserve(struct queue *q, size_t n) {
  for (;;) {
    int64_t reserved = atomic_load_explicit(&q->reserved->value, RESERVED);  // expect[RESERVED=relaxed]: snapshot-load-order "reserve_line.value"
    int64_t done = atomic_load_explicit(&q->done->value, memory_order_acquire);
    if (free_space(q->capacity, reserved, done) < n) return 0;
    if (atomic_compare_exchange_strong_explicit(
            &q->reserved->value, &reserved, reserved + (int64_t)n, memory_order_acq_rel,
            memory_order_relaxed)) {
      return 1;
    }
  }
}

void consume(struct queue *q, int64_t n) {
  int64_t done = atomic_load_explicit(&q->done->value, memory_order_relaxed);
  atomic_store_explicit(&q->done->value, done + n, memory_order_release);
}
