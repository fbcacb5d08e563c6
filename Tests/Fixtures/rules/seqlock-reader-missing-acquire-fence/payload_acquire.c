// origin: acquire loads of every payload word instead of the fence
// orders: LEFT = relaxed acquire; RIGHT = relaxed acquire
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
  *a = atomic_load_explicit(&x, LEFT);
  *b = atomic_load_explicit(&y, RIGHT);
  // expect@+2[LEFT=relaxed]: seqlock-reader-missing-acquire-fence
  // expect@+1[LEFT=acquire, RIGHT=relaxed]: seqlock-reader-missing-acquire-fence
  unsigned again = atomic_load_explicit(&seq, memory_order_relaxed);
  return !(s & 1) && again == s;
}
