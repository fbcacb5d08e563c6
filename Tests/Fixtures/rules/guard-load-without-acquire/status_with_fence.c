// origin: own; a fence follows where the status says yes
// expect: nothing
#include <stdatomic.h>
#include <stdbool.h>

static atomic_int ready;
static int value;
int work(void);

bool is_ready(void) {
  bool seen = atomic_load_explicit(&ready, memory_order_relaxed);
  if (seen) atomic_thread_fence(memory_order_acquire);
  return seen;
}

int wait_ready(void) {
  while (!atomic_load_explicit(&ready, memory_order_acquire)) continue;
  return value;
}

void finish(void) {
  value = work();
  atomic_store_explicit(&ready, 1, memory_order_release);
}
