// origin: C++20 [atomics.types.operations], C11 7.17.7.2
// orders: LOAD = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>

static atomic_int x;

// expect@+1[LOAD=consume]: consume-order
int get(void) { return atomic_load_explicit(&x, LOAD); }
//                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expect[LOAD=release|acq_rel]: invalid-load-store-order "load of 'x'"
