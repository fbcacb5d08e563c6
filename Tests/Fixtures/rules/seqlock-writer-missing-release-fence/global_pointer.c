// origin: only begin and end functions in view, counter behind a raw pointer in a global
// orders: OPEN = relaxed acquire release; FENCE = none release
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned *seq;

void write_begin(void) {
  atomic_fetch_add_explicit(seq, 1, OPEN);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
}

void write_end(void) { atomic_fetch_add_explicit(seq, 1, memory_order_release); }

unsigned read_begin(void) { return atomic_load_explicit(seq, memory_order_acquire); }

bool read_ok(unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(seq, memory_order_relaxed) == begin;
}
