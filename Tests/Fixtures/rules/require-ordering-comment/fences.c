// origin: fences of any order, and failure orders of one's own choice
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int state;

void bare(void) {
  atomic_thread_fence(memory_order_seq_cst);

  // expect@-2: require-ordering-comment "seq_cst fence"
}

bool exchange(int expected, int desired) {
  return atomic_compare_exchange_strong_explicit(
      &state, &expected, desired, memory_order_seq_cst, memory_order_relaxed);

  // expect@-3: require-ordering-comment "compare-exchange of 'state'"
}

bool usual(int expected, int desired) {
  return atomic_compare_exchange_strong_explicit(
      &state, &expected, desired, memory_order_seq_cst, memory_order_seq_cst);
}
