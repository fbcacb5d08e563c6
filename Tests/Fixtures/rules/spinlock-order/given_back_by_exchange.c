// orders: LEAVE = acquire release
// origin: own; an exchange gives the lock back
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool held;
static int count;

static bool try_enter(void) {
  return !atomic_load_explicit(&held, memory_order_relaxed) &&
         !atomic_exchange_explicit(&held, true, memory_order_acquire);
}

static void leave(void) {
  atomic_exchange_explicit(&held, false, LEAVE);  // expect[LEAVE=acquire]: spinlock-order
}

void increment(void) {
  while (!try_enter()) continue;
  count++;
  leave();
}

int current(void) {
  while (!try_enter()) continue;
  int result = count;
  leave();
  return result;
}
