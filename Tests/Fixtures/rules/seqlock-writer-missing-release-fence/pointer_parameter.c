// origin: begin and end functions on a counter that the caller points at
// orders: OPEN = relaxed acquire release; FENCE = none release
#include <stdatomic.h>
#include <stdbool.h>

void write_begin(_Atomic unsigned *seq) {
  atomic_fetch_add_explicit(seq, 1, OPEN);  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
}

void write_end(_Atomic unsigned *seq) { atomic_fetch_add_explicit(seq, 1, memory_order_release); }

unsigned read_begin(_Atomic unsigned *seq) {
  return atomic_load_explicit(seq, memory_order_acquire);
}

bool read_retry(_Atomic unsigned *seq, unsigned begin) {
  atomic_thread_fence(memory_order_acquire);
  return (begin & 1) || atomic_load_explicit(seq, memory_order_relaxed) != begin;
}
