// origin: the writer as it should be, Boehm, MSPC 2012
#include <stdatomic.h>
#include <stdbool.h>

struct point { _Atomic unsigned seq; int x, y; };

static inline void begin(struct point *p) {
  unsigned n = atomic_load_explicit(&p->seq, memory_order_relaxed);
  atomic_store_explicit(&p->seq, n + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
}

static inline void end(struct point *p) {
  unsigned n = atomic_load_explicit(&p->seq, memory_order_relaxed);
  atomic_store_explicit(&p->seq, n + 1, memory_order_release);
}

void move(struct point *p, int x, int y) {
  begin(p);
  p->x = x;  // expect: seqlock-payload-not-atomic
  p->y = y;
  end(p);
}

bool read(struct point *p, int *x, int *y) {
  unsigned n = atomic_load_explicit(&p->seq, memory_order_acquire);
  if (n & 1) return false;
  *x = p->x;
  *y = p->y;
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&p->seq, memory_order_relaxed) == n;
}
