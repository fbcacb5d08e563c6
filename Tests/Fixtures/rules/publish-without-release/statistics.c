// origin: a counter that is only reported, llvm/llvm-project#222307
// expect: nothing
#include <stdatomic.h>

static int last;
static atomic_long requests;

void handle(int id) {
  last = id;
  atomic_fetch_add_explicit(&requests, 1, memory_order_relaxed);
}

long report(void) { return atomic_load_explicit(&requests, memory_order_relaxed); }
