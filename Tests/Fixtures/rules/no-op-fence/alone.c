// origin: C++20 [atomics.fences]/5: a relaxed fence has no effects
// orders: FENCE = relaxed acquire release acq_rel seq_cst
#include <stdatomic.h>

void barrier(void) {
  atomic_thread_fence(FENCE);
//^~~~~~~~~~~~~~~~~~~~~~~~~~ expect[FENCE=relaxed]: no-op-fence "does nothing"
}
