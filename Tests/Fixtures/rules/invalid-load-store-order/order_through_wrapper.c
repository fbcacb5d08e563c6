// origin: compilers do not follow an order through an inline function
// orders: STORE = relaxed acquire release acq_rel; LOAD = relaxed acquire release acq_rel
#include <stdatomic.h>

static atomic_int x;
static inline void put(int v, memory_order order) { atomic_store_explicit(&x, v, order); }
static inline int get(memory_order order) { return atomic_load_explicit(&x, order); }

void reset(void) { put(0, STORE); }  // expect[STORE=acquire|acq_rel]: invalid-load-store-order
int current(void) { return get(LOAD); }  // expect[LOAD=release|acq_rel]: invalid-load-store-order
