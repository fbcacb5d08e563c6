// origin: C++20 [atomics.fences]/5; a consume fence is an acquire fence
// orders: FENCE = relaxed consume acquire release acq_rel seq_cst
#include <stdatomic.h>

void barrier(void) { atomic_thread_fence(FENCE); }
//                   ^~~~~~~~~~~~~~~~~~~~~~~~~~ expect[FENCE=relaxed]: no-op-fence
