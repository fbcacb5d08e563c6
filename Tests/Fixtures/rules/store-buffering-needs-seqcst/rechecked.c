// origin: a worker that looks again, after a full fence, for what came in meanwhile; userspace-rcu
// expect: nothing
#include <stdatomic.h>

static atomic_int busy, wanted;
static int size;
void start_worker(void);

void work(void) {
  do {
    atomic_store_explicit(&busy, 1, memory_order_relaxed);
    int target = atomic_load_explicit(&wanted, memory_order_relaxed);
    if (target > size) size = target;
    atomic_store_explicit(&busy, 0, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
  } while (size != atomic_load_explicit(&wanted, memory_order_relaxed));
}

void request(int target) {
  atomic_store_explicit(&wanted, target, memory_order_seq_cst);
  atomic_thread_fence(memory_order_seq_cst);
  if (!atomic_load_explicit(&busy, memory_order_relaxed)) start_worker();
}
