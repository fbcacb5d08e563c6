// origin: a lock is left with a release
// orders: UNLOCK = relaxed release
#include <stdatomic.h>

static atomic_int owner;
static int count;

void add(int self) {
  int free;
  do {
    free = 0;
  } while (!atomic_compare_exchange_weak_explicit(
      &owner, &free, 1, memory_order_acquire, memory_order_relaxed));
  count += self;
  atomic_store_explicit(&owner, 0, UNLOCK);  // expect[UNLOCK=relaxed]: spinlock-order
}
