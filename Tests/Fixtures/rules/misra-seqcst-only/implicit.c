// origin: orders that nobody writes are seq_cst; compiler barriers synchronize no memory
// expect: nothing
#include <stdatomic.h>

static atomic_int state;

int get(void) { return state; }
void set(int value) { state = value; }
void add(void) { state++; }
void quiet(void) { atomic_signal_fence(memory_order_seq_cst); }
