// origin: a test-and-set lock acquires when it is taken
// orders: LOCK = relaxed acquire release acq_rel
#include <stdatomic.h>
#include <stdbool.h>

static atomic_flag busy = ATOMIC_FLAG_INIT;
static int count;

bool try_add(int amount) {
  if (atomic_flag_test_and_set_explicit(&busy, LOCK)) return false;  // expect[LOCK=relaxed|release]: spinlock-order
  count += amount;
  atomic_flag_clear_explicit(&busy, memory_order_release);
  return true;
}
