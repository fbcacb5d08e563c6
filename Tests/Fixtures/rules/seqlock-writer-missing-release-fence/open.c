// origin: Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012
// orders: OPEN = relaxed release seq_cst; FENCE = none acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned seq;
static _Atomic int x, y;

void put(int a, int b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 1, OPEN);  // expect[FENCE=none|acquire]: seqlock-writer-missing-release-fence
  atomic_thread_fence(FENCE);
  atomic_store_explicit(&x, a, memory_order_relaxed);
  atomic_store_explicit(&y, b, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
}
