// origin: the failure order counts as well, and so does one that a wrapper is given
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int state;

bool claim(int me) {
  int nobody = 0;
  return atomic_compare_exchange_strong_explicit(  // expect: misra-seqcst-only "relaxed failure order"
      &state, &nobody, me, memory_order_seq_cst, memory_order_relaxed);
}

static inline void put(int value, memory_order order) {
  atomic_store_explicit(&state, value, order);  // note: "the operation is here"
}

void open_gate(void) { put(1, memory_order_release); }  // expect: misra-seqcst-only "release order"
void close_gate(void) { put(0, memory_order_seq_cst); }

void barrier(void) { atomic_thread_fence(memory_order_acq_rel); }  // expect: misra-seqcst-only
