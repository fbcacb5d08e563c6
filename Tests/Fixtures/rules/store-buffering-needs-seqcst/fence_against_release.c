// origin: a seq_cst fence on one side does nothing against release and acquire on the other
// orders: STORE = relaxed release; LOAD = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  atomic_store_explicit(&left, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  return atomic_load_explicit(&right, memory_order_relaxed) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, STORE);  // expect: store-buffering-needs-seqcst
  return atomic_load_explicit(&left, LOAD) == 0;
}
