// A weak exchange that is not tried again, or not for ever, may fail although nobody else is there.
// run: fails assertionFailure at 25
// replace "compare_exchange_weak" "compare_exchange_strong": holds 1
// replace "tries = 0;" "tries = 1;": holds 2
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int owner, stop;

static void *stopper(void *argument) {
  atomic_store(&stop, 1);
  return argument;
}

static void *claim(void *argument) {
  int tries = 0;
  int taken = 0;
  do {
    int none = 0;
    taken = atomic_compare_exchange_weak(&owner, &none, 1);
    if (taken) break;
  } while (!atomic_load(&stop));
  // Stopped before the second attempt.
  assert(taken || tries);
  return argument;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, stopper, NULL);
  pthread_create(&b, NULL, claim, NULL);
}
