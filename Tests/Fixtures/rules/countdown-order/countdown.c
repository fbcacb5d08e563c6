// origin: a worker's release decrement, acquired by the waiter; eloqdata/tx_service#483
// orders: DROP = relaxed acquire release acq_rel; WAIT = relaxed acquire
#include <stdatomic.h>

static int result;
static atomic_int pending = 1;

void work(int value) {
  result = value;
  atomic_fetch_sub_explicit(&pending, 1, DROP);  // expect[DROP=relaxed|acquire]: countdown-order "countdown of 'pending' does not release 'result'"
}

int collect(void) {
  while (atomic_load_explicit(&pending, WAIT) > 0) {}  // expect[WAIT=relaxed]: guard-load-without-acquire
  return result;
}
