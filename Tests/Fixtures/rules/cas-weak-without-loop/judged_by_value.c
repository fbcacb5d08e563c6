// origin: success told by the value found
#include <stdatomic.h>

static atomic_int taken;

void acquire(void) {
  int found;
  do {
    found = 0;
    atomic_compare_exchange_weak(&taken, &found, 1);  // expect: cas-weak-without-loop "may find that and fail"
  } while (found != 0);
}

void acquire_strongly(void) {
  int found;
  do {
    found = 0;
    atomic_compare_exchange_strong(&taken, &found, 1);
  } while (found != 0);
}
