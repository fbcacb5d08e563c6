// origin: C++20 [atomics.flag]: clear is a store
// orders: CLEAR = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>

static atomic_flag busy = ATOMIC_FLAG_INIT;

void leave(void) { atomic_flag_clear_explicit(&busy, CLEAR); }  // expect[CLEAR=consume|acquire|acq_rel]: invalid-load-store-order
