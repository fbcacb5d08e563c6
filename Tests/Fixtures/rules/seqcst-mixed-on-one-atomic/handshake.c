// origin: store buffering (SB): the seq_cst accesses of an atomic lose their guarantee to a weaker one
// orders: LEFT = release seq_cst
#include <stdatomic.h>
#include <stdbool.h>

atomic_int x, y;

bool enter_left(void) {
  // expect@+1[LEFT=release]: store-buffering-needs-seqcst "3 of 4"
  atomic_store_explicit(&x, 1, LEFT);  // expect[LEFT=release]: seqcst-mixed-on-one-atomic
  return atomic_load_explicit(&y, memory_order_seq_cst) == 0;
}

bool enter_right(void) {
  atomic_store_explicit(&y, 1, memory_order_seq_cst);
  return atomic_load_explicit(&x, memory_order_seq_cst) == 0;
}
