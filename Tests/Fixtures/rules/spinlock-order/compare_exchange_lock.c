// origin: a lock taken by compare-exchange; a failed attempt orders nothing and need not
// orders: LOCK = relaxed acquire; UNLOCK = relaxed release
#include <stdatomic.h>

static atomic_int owner;
static int count;

void add(int self) {
  int free;
  do {
    free = 0;
  } while (!atomic_compare_exchange_weak_explicit(&owner, &free, 1, LOCK, memory_order_relaxed));  // expect[LOCK=relaxed]: spinlock-order
  count += self;
  atomic_store_explicit(&owner, 0, UNLOCK);  // expect[UNLOCK=relaxed]: spinlock-order
}
