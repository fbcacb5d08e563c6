// origin: release stores of every payload word instead of the fence
// orders: FIRST = relaxed release; SECOND = relaxed release
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned seq;
static _Atomic int x, y;

void put(int a, int b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_relaxed);
  // expect@+2[FIRST=relaxed]: seqlock-writer-missing-release-fence
  // expect@+1[FIRST=release, SECOND=relaxed]: seqlock-writer-missing-release-fence
  atomic_store_explicit(&seq, s + 1, memory_order_relaxed);
  atomic_store_explicit(&x, a, FIRST);
  atomic_store_explicit(&y, b, SECOND);
  atomic_store_explicit(&seq, s + 2, memory_order_release);
}

bool get(int *a, int *b) {
  unsigned s = atomic_load_explicit(&seq, memory_order_acquire);
  *a = atomic_load_explicit(&x, memory_order_relaxed);
  *b = atomic_load_explicit(&y, memory_order_relaxed);
  atomic_thread_fence(memory_order_acquire);
  return !(s & 1) && atomic_load_explicit(&seq, memory_order_relaxed) == s;
}
