// origin: a test-and-set lock acquires when it is taken and releases when it is left
// orders: LOCK = relaxed acquire release acq_rel; UNLOCK = relaxed release
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool locked;
static int count;

void add(void) {
  while (atomic_exchange_explicit(&locked, true, LOCK)) {}  // expect[LOCK=relaxed|release]: spinlock-order
  count++;
  atomic_store_explicit(&locked, false, UNLOCK);  // expect[UNLOCK=relaxed]: spinlock-order
}
