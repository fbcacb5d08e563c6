// origin: GCC manual, Built-in Functions for Memory Model Aware Atomic Operations
#include <stdbool.h>

static int owner;

bool claim(int seen) {
  return __atomic_compare_exchange_n(  // expect: invalid-cas-failure-order "release"
      &owner, &seen, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELEASE);
}

bool leave(int seen) {
  return __atomic_compare_exchange_n(&owner, &seen, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}
