// origin: an operator's seq_cst was not chosen; llvm reviews D51084
// expect: nothing
#include <stdatomic.h>

static atomic_int version;

void bump(void) { version++; }
int current(void) { return atomic_load_explicit(&version, memory_order_acquire); }
