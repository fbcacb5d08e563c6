// Enumerators of unsigned enumerations are compared as what they are.
// run: fails assertionFailure
// run -DIDLE=7: holds
#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#ifndef IDLE
#define IDLE UINT_MAX
#endif
enum { idle = IDLE };
static atomic_uint epoch = UINT_MAX;
static void *reader(void *unused) {
  atomic_store_explicit(&epoch, 3, memory_order_relaxed);
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, reader, 0);
  assert(atomic_load_explicit(&epoch, memory_order_relaxed) != idle);
  pthread_join(thread, 0);
}
