// origin: C11 7.17.7.4: the failure order is neither release nor acq_rel
// orders: FAILURE = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdbool.h>

atomic_int owner;

bool claim(int self) {
  int expected = 0;
  // expect@+1[FAILURE=release|acq_rel]: invalid-cas-failure-order
  return atomic_compare_exchange_strong_explicit(&owner, &expected, self, memory_order_seq_cst, FAILURE);
}
