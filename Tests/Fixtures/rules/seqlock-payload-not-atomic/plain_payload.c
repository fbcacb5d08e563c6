// origin: a sequence lock with a copied payload
#include <stdatomic.h>
#include <string.h>

struct point { int x, y; };
struct shared { atomic_uint seq; struct point point; };

void put(struct shared *s, const struct point *p) {
  unsigned n = atomic_load_explicit(&s->seq, memory_order_relaxed);
  atomic_store_explicit(&s->seq, n + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  memcpy(&s->point, p, sizeof *p);  // expect: seqlock-payload-not-atomic "readers race with this write"
  atomic_store_explicit(&s->seq, n + 2, memory_order_release);
}

void get(struct shared *s, struct point *p) {
  unsigned n;
  do {
    n = atomic_load_explicit(&s->seq, memory_order_acquire);
    memcpy(p, &s->point, sizeof *p);  // note: "payload is read"
    atomic_thread_fence(memory_order_acquire);
  } while ((n & 1) || atomic_load_explicit(&s->seq, memory_order_relaxed) != n);
}
