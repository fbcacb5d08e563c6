// origin: a sleeper and its waker miss each other; kvcache-ai/Mooncake#1932, uxlfoundation/oneTBB#2136
// orders: POST = relaxed acq_rel; CHECK = none seq_cst
#include <stdatomic.h>

static atomic_int tasks, sleepers;
void wake(void);
void park(void);

void post(void) {
  atomic_fetch_add_explicit(&tasks, 1, POST);  // expect[CHECK=none]: store-buffering-needs-seqcst
  atomic_thread_fence(CHECK);
  if (atomic_load_explicit(&sleepers, memory_order_acquire) > 0) wake();
}

void sleep_if_idle(void) {
  atomic_fetch_add_explicit(&sleepers, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&tasks, memory_order_relaxed) == 0) park();
}
