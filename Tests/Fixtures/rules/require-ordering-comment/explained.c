// origin: a comment above the function serves all of it; a compiler barrier is none
// expect: nothing
#include <stdatomic.h>

static atomic_int state;

// Pairs with the acquire in get().
void set(int value) {
  if (value < 0) return;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&state, value, memory_order_relaxed);
}

void quiet(void) { atomic_signal_fence(memory_order_seq_cst); }
