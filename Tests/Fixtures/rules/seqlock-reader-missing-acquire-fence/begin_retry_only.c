// origin: only the begin and end functions are in view
// orders: BEGIN = relaxed acquire; FENCE = none acquire
#include <stdatomic.h>
#include <stdbool.h>

typedef struct { _Atomic unsigned number; } seqcount;

void write_begin(seqcount *s) {
  unsigned n = atomic_load_explicit(&s->number, memory_order_relaxed);
  atomic_store_explicit(&s->number, n + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
}

void write_end(seqcount *s) {
  unsigned n = atomic_load_explicit(&s->number, memory_order_relaxed);
  atomic_store_explicit(&s->number, n + 1, memory_order_release);
}

unsigned read_begin(seqcount *s) {
  unsigned n;
  while ((n = atomic_load_explicit(&s->number, BEGIN)) & 1) {}  // expect[BEGIN=relaxed]: seqlock-reader-missing-acquire-fence "stale read"
  return n;
}

bool read_retry(seqcount *s, unsigned begin) {
  atomic_thread_fence(FENCE);
  return atomic_load_explicit(&s->number, memory_order_relaxed) != begin;  // expect[FENCE=none]: seqlock-reader-missing-acquire-fence "torn read"
}
