// origin: store buffering (SB); three seq_cst of four are as good as none
// orders: STORE = relaxed release seq_cst
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  // expect@+2[STORE!=seq_cst]: seqcst-mixed-on-one-atomic "'left' is seq_cst elsewhere"
  // expect@+1[STORE!=seq_cst]: store-buffering-needs-seqcst "3 of 4"
  atomic_store_explicit(&left, 1, STORE);
  return atomic_load_explicit(&right, memory_order_seq_cst) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&right, 1, memory_order_seq_cst);
  return atomic_load_explicit(&left, memory_order_seq_cst) == 0;
}
