// origin: a deque that its owner resizes: bottom is the owner's, whatever it calls
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct deque { atomic_size_t top, bottom; int slots[64]; };

int held(struct deque *q) {
  int sum = 0;
  size_t t = atomic_load_explicit(&q->top, memory_order_relaxed);
  size_t b = atomic_load_explicit(&q->bottom, memory_order_relaxed);
  for (size_t i = t; i < b; i++) sum++;
  return sum;
}

void push(struct deque *q) {
  size_t b = atomic_load_explicit(&q->bottom, memory_order_relaxed);
  if (held(q) > 60) return;
  atomic_store_explicit(&q->bottom, b + 1, memory_order_release);
}

bool steal(struct deque *q) {
  size_t t = atomic_load_explicit(&q->top, memory_order_acquire);
  atomic_thread_fence(memory_order_seq_cst);
  size_t b = atomic_load_explicit(&q->bottom, memory_order_acquire);
  if (t >= b) return false;
  return atomic_compare_exchange_strong(&q->top, &t, t + 1);
}
