// What a library offers as its atomic addition orders nothing, and its callers count references.
// origin: portable threads layers
// orders: ORDER = relaxed acq_rel
#include <stdatomic.h>

int threads_atomic_add(int *value, int amount, int *sum) {
  *sum = __atomic_add_fetch(value, amount, ORDER);
  // expect[ORDER=relaxed]@-1: refcount-drop-order "returns the sum"
  return 1;
}

// Says what it does not do.
int threads_atomic_add_relaxed(int *value, int amount) {
  return __atomic_add_fetch(value, amount, __ATOMIC_RELAXED);
}

// Nobody hears the sum.
void threads_atomic_count(int *value, int amount) {
  __atomic_add_fetch(value, amount, __ATOMIC_RELAXED);
}
