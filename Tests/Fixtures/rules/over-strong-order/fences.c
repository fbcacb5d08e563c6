// origin: Lepers et al., OFence, EuroSys 2023: unneeded barriers
#include <stdatomic.h>

static atomic_int flag, other;
static int data;

void two_in_a_row(void) {
  data = 1;
  atomic_thread_fence(memory_order_release);  // expect: over-strong-order "release fence stands beside"
  atomic_thread_fence(memory_order_acq_rel);  // note: "the other fence"
  atomic_store_explicit(&flag, 1, memory_order_relaxed);
}

void implied(void) {
  data = 2;
  atomic_thread_fence(memory_order_release);  // expect: over-strong-order "orders nothing that"
  atomic_store_explicit(&flag, 2, memory_order_release);
}

// The fence covers the second store as well.
void shared(void) {
  data = 3;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&flag, 3, memory_order_release);
  atomic_store_explicit(&other, 3, memory_order_relaxed);
}

// Neither gives what the other does.
void halves(void) {
  atomic_thread_fence(memory_order_acquire);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&other, 4, memory_order_relaxed);
}

int wait_for_both(void) {
  while (!atomic_load_explicit(&other, memory_order_relaxed)) {}
  while (!atomic_load_explicit(&flag, memory_order_acquire)) {}
  atomic_thread_fence(memory_order_acquire);
  return data;
}
