// origin: only begin and end functions in view, counter behind a raw pointer in a struct
// orders: OPEN = relaxed acquire release; FENCE = none release
#include <stdatomic.h>
#include <stdbool.h>

struct lock { _Atomic unsigned *seq; };

void write_begin(struct lock *l) {
  atomic_fetch_add_explicit(l->seq, 1, OPEN);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
}

void write_end(struct lock *l) { atomic_fetch_add_explicit(l->seq, 1, memory_order_release); }

unsigned read_begin(struct lock *l) { return atomic_load_explicit(l->seq, memory_order_acquire); }

bool read_ok(struct lock *l, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(l->seq, memory_order_relaxed) == begin;
}
