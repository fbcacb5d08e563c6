// origin: a stop flag guards nothing but its loop; divviup/janus#1024
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool stop;
static int last;

void cancel(int reason) {
  last = reason;
  atomic_store_explicit(&stop, true, memory_order_relaxed);
}

int run(void) {
  int rounds = 0;
  while (!atomic_load_explicit(&stop, memory_order_relaxed)) rounds++;
  return rounds;
}
