// origin: C++20 [atomics.types.operations]; a failure order stronger than the success order is fine since C++17
// orders: SUCCESS = relaxed acquire release acq_rel seq_cst; FAILURE = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int owner;

bool claim(int seen) {
  return atomic_compare_exchange_strong_explicit(&owner, &seen, 1, SUCCESS, FAILURE);
  //     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expect[FAILURE=release|acq_rel]: invalid-cas-failure-order "of 'owner'"
}
