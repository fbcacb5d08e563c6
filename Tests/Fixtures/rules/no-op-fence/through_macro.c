// origin: a barrier macro that stands for nothing
#include <stdatomic.h>

#define write_barrier() atomic_thread_fence(memory_order_relaxed)
#define full_barrier() atomic_thread_fence(memory_order_seq_cst)

void flush(void) {
  write_barrier();  // expect: no-op-fence
  full_barrier();
}
