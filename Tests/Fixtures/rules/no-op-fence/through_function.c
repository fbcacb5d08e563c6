// origin: an order that goes through an inline function
// orders: FENCE = relaxed release
#include <stdatomic.h>

static inline void barrier(memory_order order) { atomic_thread_fence(order); }

void flush(void) { barrier(FENCE); }  // expect[FENCE=relaxed]: no-op-fence
