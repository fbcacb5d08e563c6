// origin: Chase and Lev, SPAA 2005; the thief has no fence between its reads
#include <stdatomic.h>
#include <stdbool.h>

struct deque {
  _Atomic long top, bottom;
};

long pop(struct deque *d) {
  long b = atomic_load_explicit(&d->bottom, memory_order_relaxed) - 1;
  atomic_store_explicit(&d->bottom, b, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  long t = atomic_load_explicit(&d->top, memory_order_relaxed);
  if (t < b) return b;
  bool won = t == b
             && atomic_compare_exchange_strong_explicit(
                 &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed);
  atomic_store_explicit(&d->bottom, b + 1, memory_order_relaxed);
  return won ? b : -1;
}

long steal(struct deque *d) {
  long t = atomic_load_explicit(&d->top, memory_order_acquire);
  long b = atomic_load_explicit(&d->bottom, memory_order_acquire);  // expect: store-buffering-needs-seqcst
  if (t >= b) return -1;
  if (!atomic_compare_exchange_strong_explicit(
          &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
    return -1;
  return t;
}
