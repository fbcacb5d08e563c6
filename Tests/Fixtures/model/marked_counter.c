// Functions that are threads by comments, with beginning and end.
// run: holds 6
// run -DLOST: fails assertionFailure at 30
#include <assert.h>
#include <stdatomic.h>

static atomic_int counter;
static int start;

// orderlint:init
static void prepare(void) {
  start = 5;
  atomic_init(&counter, start);
}

// orderlint:thread
// orderlint:repeat 3
static void count(void) {
#ifdef LOST
  int old = atomic_load_explicit(&counter, memory_order_relaxed);
  atomic_store_explicit(&counter, old + 1, memory_order_relaxed);
#else
  atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
#endif
}

/* orderlint:final */
static void
check(void) {
  assert(atomic_load(&counter) == start + 3);
}
