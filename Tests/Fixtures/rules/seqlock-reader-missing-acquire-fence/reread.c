// origin: an acquire on the second read does not validate
// orders: SECOND = relaxed acquire seq_cst
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic unsigned version;
static int x, y;

void update(int a, int b) {
  unsigned v = atomic_load_explicit(&version, memory_order_relaxed);
  atomic_store_explicit(&version, v + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  x = a;  // expect: seqlock-payload-not-atomic
  y = b;
  atomic_store_explicit(&version, v + 2, memory_order_release);
}

void snapshot(int *a, int *b) {
  for (;;) {
    unsigned before = atomic_load_explicit(&version, memory_order_acquire);
    if (before & 1) continue;
    *a = x;
    *b = y;
    unsigned after = atomic_load_explicit(&version, SECOND);  // expect: seqlock-reader-missing-acquire-fence
    if (before == after) return;
  }
}
