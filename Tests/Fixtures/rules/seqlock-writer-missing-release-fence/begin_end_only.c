// origin: only the begin and end functions are in view
// orders: OPEN = acquire acq_rel seq_cst
#include <stdatomic.h>
#include <stdbool.h>

typedef struct { _Atomic unsigned seq; } seqcount;

void seqcount_write_begin(seqcount *s) {
  atomic_fetch_add_explicit(&s->seq, 1, OPEN);  // expect: seqlock-writer-missing-release-fence
}

void seqcount_write_end(seqcount *s) { atomic_fetch_add_explicit(&s->seq, 1, memory_order_release); }

unsigned seqcount_read_begin(const seqcount *s) {
  return atomic_load_explicit(&s->seq, memory_order_acquire) & ~1u;
}

bool seqcount_read_retry(const seqcount *s, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&s->seq, memory_order_relaxed) != begin;
}
