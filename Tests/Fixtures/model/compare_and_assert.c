// What goes wrong directly after a compare-exchange that succeeded because another thread's came later.
// run: fails assertionFailure at 18
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int top, bottom;

static void *owner(void *argument) {
  int expected = 0;
  atomic_store_explicit(&bottom, 1, memory_order_relaxed);
  atomic_compare_exchange_strong(&top, &expected, 1);
  return argument;
}

static void *thief(void *argument) {
  int seen = atomic_load_explicit(&bottom, memory_order_relaxed), expected = 0;
  if (atomic_compare_exchange_strong(&top, &expected, 1)) assert(seen == 0);
  return argument;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, owner, 0);
  pthread_create(&b, 0, thief, 0);
}
