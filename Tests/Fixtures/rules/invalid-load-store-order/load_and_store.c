// origin: C11 7.17.7.1 and 7.17.7.2; Swift's types leave no way to write these
// orders: LOAD = relaxed consume acquire release acq_rel seq_cst; STORE = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>

atomic_int word, other;

int get(void) {
  // expect@+1[LOAD=consume]: consume-order
  return atomic_load_explicit(&word, LOAD);  // expect[LOAD=release|acq_rel]: invalid-load-store-order
}

void set(int value) {
  // expect@+1[STORE=consume|acquire|acq_rel]: invalid-load-store-order
  atomic_store_explicit(&other, value, STORE);
}
