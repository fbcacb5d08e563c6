// origin: reading the number by fetch_add(0) does not validate either
// orders: SECOND = acquire release acq_rel
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned seq;
static _Atomic int x, y;

void put(int a, int b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&x, a, memory_order_relaxed);
  atomic_store_explicit(&y, b, memory_order_relaxed);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  unsigned again = atomic_fetch_add_explicit(&seq, 0, SECOND);  // expect: seqlock-reader-missing-acquire-fence
  return !(s & 1) && again == s;
}
