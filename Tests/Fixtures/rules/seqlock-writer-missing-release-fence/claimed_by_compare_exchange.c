// origin: writers that exclude each other by making the number odd; an acquire does not keep later writes
// orders: FENCE = none release
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned seq;
static _Atomic int x, y;

bool put(int a, int b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  if (s & 1) return false;
  if (!atomic_compare_exchange_strong_explicit(&seq, &s, s + 1, memory_order_acquire, memory_order_relaxed))  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    return false;
  atomic_thread_fence(FENCE);
  atomic_store_explicit(&x, a, memory_order_relaxed);
  atomic_store_explicit(&y, b, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
  return true;
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
}
