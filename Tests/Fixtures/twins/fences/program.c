#include <stdatomic.h>

atomic_int x, y;
int data;

void publish(void) {
  data = 1;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&x, 1, memory_order_relaxed);
}

int receive(void) {
  if (atomic_load_explicit(&x, memory_order_relaxed) != 1) return 0;
  atomic_thread_fence(memory_order_acquire);
  return data;
}

int announce(void) {
  atomic_store_explicit(&x, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  return atomic_load_explicit(&y, memory_order_relaxed);
}

void both(void) {
  atomic_thread_fence(memory_order_acq_rel);
}
