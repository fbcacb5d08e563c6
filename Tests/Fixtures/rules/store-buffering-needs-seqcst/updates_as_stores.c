// origin: a seq_cst read-modify-write is no fence for a relaxed load of another object
// orders: LOAD = relaxed acquire
#include <stdatomic.h>
#include <stdbool.h>

atomic_int left, right;

bool enter_left(void) {
  atomic_exchange(&left, 1);
  return atomic_load_explicit(&right, LOAD) == 0;  // expect: store-buffering-needs-seqcst // expect: seqcst-mixed-on-one-atomic
}

bool enter_right(void) {
  atomic_exchange(&right, 1);
  return atomic_load_explicit(&left, LOAD) == 0;  // expect: seqcst-mixed-on-one-atomic
}
