// Orders that are arguments of the user's own functions; handshake of two flags.
// run: holds 3
// run -DORDER=memory_order_acq_rel: fails assertionFailure at 33
#include <assert.h>
#include <stdatomic.h>

#ifndef ORDER
#define ORDER memory_order_seq_cst
#endif

static atomic_int left, right, inside;

static int swap(atomic_int *flag, memory_order order) {
  return atomic_exchange_explicit(flag, 1, order);
}

static void raise_flag(atomic_int *flag, memory_order order) {
  swap(flag, order);
  atomic_thread_fence(order);
}

// orderlint:thread
void enter_left(void) {
  raise_flag(&left, ORDER);
  if (atomic_load_explicit(&right, memory_order_relaxed) == 0)
    atomic_fetch_add_explicit(&inside, 1, memory_order_relaxed);
}

// orderlint:thread
void enter_right(void) {
  raise_flag(&right, ORDER);
  if (atomic_load_explicit(&left, memory_order_relaxed) == 0)
    assert(atomic_fetch_add_explicit(&inside, 1, memory_order_relaxed) == 0 &&
           "both are inside");
}
