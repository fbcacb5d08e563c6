// origin: load and store by the only writer; codedeliveryservice/Reckless#871
// expect: nothing
#include <stdatomic.h>

static atomic_long nodes;
static long depth;

void search(long d) {
  depth = d;
  long n = atomic_load_explicit(&nodes, memory_order_relaxed);
  atomic_store_explicit(&nodes, n + 1, memory_order_relaxed);
}

long searched(void) { return atomic_load_explicit(&nodes, memory_order_relaxed); }
