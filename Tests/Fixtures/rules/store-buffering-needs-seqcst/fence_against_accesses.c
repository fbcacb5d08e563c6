// origin: a seq_cst fence on one side needs seq_cst accesses on the other, [atomics.order]/4
// orders: STORE = relaxed release seq_cst; LOAD = relaxed acquire seq_cst
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  return atomic_load_explicit(&right, memory_order_relaxed) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, STORE);  // expect[STORE!=seq_cst]: store-buffering-needs-seqcst "'enter_left' and 'enter_right' can both miss each other"
  return atomic_load_explicit(&left, LOAD) == 0;  // expect[STORE=seq_cst, LOAD!=seq_cst]: store-buffering-needs-seqcst
}
