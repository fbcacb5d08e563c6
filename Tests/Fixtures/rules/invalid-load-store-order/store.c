// origin: C++20 [atomics.types.operations], C11 7.17.7.1
// orders: STORE = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>

static atomic_int x;

void set(void) { atomic_store_explicit(&x, 1, STORE); }
//               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expect[STORE=consume|acquire|acq_rel]: invalid-load-store-order "store of 'x'"
